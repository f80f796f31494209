# R's package survey: Rscript with_r.R TASK FOLDER REPEATS
suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
task <- arguments[1]; folder <- arguments[2]; repeats <- as.integer(arguments[3])
data <- read.csv(file.path(folder, "interviews.csv"))
margins <- read.csv(file.path(folder, "margins.csv"))
items <- ~q0 + q1 + q2 + q3 + q4 + q5 + q6 + q7 + q8 + q9
design <- function() svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = data)
tasks <- list(
  means = function() {
    found <- svyby(items, ~district, design(), svymean, deff = "replace", vartype = c("se", "ci"))
    c(sum(found[, paste0("q", 0:9)]), sum(found[, paste0("se.q", 0:9)]))
  },
  rake = function() {
    names <- unique(margins$name)
    population <- lapply(names, function(one) {
      own <- margins[margins$name == one, ]
      setNames(data.frame(own$level, own$count), c(one, "Freq"))
    })
    forms <- lapply(names, function(one) as.formula(paste0("~", one)))
    w <- weights(rake(design(), forms, population, control = list(maxit = 100, epsilon = 1e-8, verbose = FALSE)))
    c(sum(w), sum(w * w))
  },
  crosstab = function() unname(svychisq(~q0 + agegrp, design())$statistic),
  bootstrap = function() {
    found <- svymean(items, as.svrepdesign(design(), type = "subbootstrap", replicates = 500))
    c(sum(coef(found)), sum(SE(found)))
  }
)
seconds <- function() {
  start <- proc.time(); tasks[[task]](); taken <- proc.time() - start
  c(taken[["elapsed"]], taken[["user.self"]] + taken[["sys.self"]])
}
first <- seconds()[1]
if (repeats == 0) quit()
further <- vapply(seq_len(repeats), function(at) seconds(), c(0, 0))
status <- readLines("/proc/self/status")
peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024
numbers <- function(x) paste(format(x, digits = 15), collapse = ", ")
cat(sprintf('{"version": "%s", "first": %s, "seconds": [%s], "processor": [%s], "peak_mb": %s, "check": [%s]}\n',
            packageVersion("survey"), first, numbers(further[1, ]), numbers(further[2, ]), peak, numbers(tasks[[task]]())))
