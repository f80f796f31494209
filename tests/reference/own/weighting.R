# Reference values of R's package survey for tests/reference/test_own_weighting.py: calibration, post-stratification,
# raking, trimming and chains of them.
# Run in this folder:  Rscript weighting.R
# It reads regions.csv, kept beside it, and files of ../r_survey/data, and
# writes weighting.json.
suppressMessages(library(survey))
options(digits = 15)

reference <- function(name) read.csv(file.path("../r_survey/data", paste0(name, ".csv")))
people <- read.csv("regions.csv")
schools <- reference("apiclus1")
schools$one <- 1
syn <- reference("syn1000")
clus2 <- reference("apiclus2")
for (name in c("agegrp", "sex", "group", "trust")) syn[[paste0("f", name)]] <- factor(syn[[name]])
syn$fdistrict <- factor(syn$district)

clus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = schools)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = reference("apistrat"))
two <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = clus2)
drawn <- svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = syn)
strata <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
fpc <- svydesign(id = ~point, strata = ~unit, weights = ~weight, fpc = ~points, nest = TRUE, data = people)

types <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
both <- c(types, api99 = 3914069)
type <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
crossed <- data.frame(stype = rep(c("E", "H", "M"), 2), sch.wide = rep(c("No", "Yes"), each = 3),
                      Freq = c(500, 250, 300, 3921, 505, 718))
size <- sum(syn$w0)
share <- function(name, shares) setNames(data.frame(factor(seq_along(shares)), shares * size), c(name, "Freq"))
ages <- share("fagegrp", c(12, 18, 19, 18, 16, 17) / 100)
sexes <- share("fsex", c(48, 52) / 100)
groups <- share("fgroup", c(70, 12, 6, 4, 3, 2, 2, 1) / 100)
trust <- data.frame(ftrust = factor(0:1), Freq = c(.45, .55) * size)
three <- list(~fagegrp, ~fsex, ~fgroup)
margins <- list(ages, sexes, groups)
town <- data.frame(town = 0:1, Freq = c(13500, 14500))
sex <- data.frame(sex = 1:2, Freq = c(13200, 14800))
upper <- c(40, rep(Inf, nrow(schools) - 1))
of_psu <- lapply(unique(clus2$dnum), function(unit) {
  own <- clus2[clus2$dnum == unit, ]
  c(api99 = 1.02 * own$fpc2[1] * mean(own$api99))
})
fine <- list(epsilon = 1e-12, maxit = 5000)
exact <- function(...) calibrate(..., epsilon = 1e-13, maxit = 500)

steps <- list(
  lin = quote(calibrate(clus1, ~stype + api99, both)),
  lin_all = quote(calibrate(clus1, ~1, c(`(Intercept)` = 6194))),
  lin_number = quote(calibrate(clus1, ~api99 + enroll, c(`(Intercept)` = 6194, api99 = 3914069, enroll = 3811472))),
  lin_crossed = quote(calibrate(clus1, ~stype * sch.wide, c(
    `(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5144, `stypeH:sch.wideYes` = 505,
    `stypeM:sch.wideYes` = 718))),
  ratio = quote(calibrate(clus1, ~enroll - 1, 3811472, variance = 1)),
  ratio_strat = quote(calibrate(strat, ~enroll - 1, 3811472, variance = 1)),
  variance = quote(calibrate(clus1, ~stype + api99, both, variance = schools$enroll)),
  lin_low = quote(exact(clus1, ~stype + api99, both, bounds = c(0.7, Inf))),
  lin_const = quote(exact(clus1, ~stype + api99, both, bounds = list(lower = rep(15, nrow(schools)), upper = upper), bounds.const = TRUE)),
  lin_trim = quote(exact(clus1, ~stype + api99, both, bounds = c(0.5, 2), trim = c(2 / 3, 3 / 2))),
  lin_unit = quote(calibrate(clus1, ~stype, types, aggregate.stage = 1)),
  rak_unit = quote(exact(clus1, ~stype + api99, both, aggregate.stage = 1, calfun = "raking")),
  rak_bound = quote(exact(clus1, ~stype + api99, both, calfun = "raking", bounds = c(0.6, 1.7))),
  logit = quote(exact(clus1, ~stype + api99, both, calfun = "logit", bounds = c(0.5, 2.5))),
  logit_fpc = quote(exact(fpc, ~town + households, c(`(Intercept)` = 28000, town = 14500, households = 405000),
    calfun = "logit", bounds = c(0.2, 4))),
  within = quote(calibrate(two, ~api99 - 1, of_psu, stage = 1)),
  syn_lin = quote(calibrate(drawn, three, margins)),
  syn_rak = quote(exact(drawn, three, margins, calfun = "raking")),
  syn_bound = quote(exact(drawn, three, margins, bounds = c(0.5, 2))),
  syn_rake = quote(rake(drawn, three, margins, control = fine)),
  post = quote(postStratify(clus1, ~stype, type)),
  post_crossed = quote(postStratify(clus1, ~stype + sch.wide, crossed)),
  post_partial = quote(suppressWarnings(postStratify(clus1, ~stype, rbind(type, data.frame(stype = "X", Freq = 100)), partial = TRUE))),
  post_fpc = quote(postStratify(fpc, ~town, town)),
  post_post = quote(postStratify(postStratify(strata, ~town, town), ~sex, sex)),
  post_rake = quote(rake(postStratify(drawn, ~ftrust, trust), three, margins, control = fine)),
  rake_post = quote(postStratify(rake(drawn, three, margins, control = fine), ~ftrust, trust)),
  cal_cal = quote(exact(exact(clus1, ~stype, types, calfun = "raking"), ~api99, both[c(1, 4)], calfun = "raking")),
  post_trim = quote(trimWeights(postStratify(drawn, ~ftrust, trust), upper = 2500, lower = 500)),
  cal_trim = quote(trimWeights(calibrate(clus1, ~stype + api99, both), lower = 20, upper = 45)),
  trim_post = quote(postStratify(trimWeights(drawn, upper = 2500), ~ftrust, trust)),
  trim_nothing = quote(trimWeights(postStratify(drawn, ~ftrust, trust), upper = 1e9))
)
read <- list(
  clus1 = list(c("api00", "enroll"), "api.stu", "sch.wide"), strat = list(c("api00", "enroll"), "api.stu", "sch.wide"),
  two = list(c("api00", "meals"), "ell", "sch.wide"), drawn = list(c("trust", "visits"), "urban", "district"),
  strata = list(c("score", "visits"), "households", "age"), fpc = list(c("score", "visits"), "households", "age")
)
number <- function(x) paste0("[", paste(format(as.vector(x), digits = 15, scientific = TRUE), collapse = ", "), "]")
first <- function(call) if (is.name(call)) as.character(call) else first(if (identical(call[[1]], quote(suppressWarnings))) call[[2]] else call[[2]])
entry <- function(name) {
  made <- eval(steps[[name]])
  base <- first(steps[[name]])
  what <- read[[base]]
  formula <- function(names) as.formula(paste("~", paste(names, collapse = "+")))
  means <- svymean(formula(what[[1]]), made)
  totals <- svytotal(formula(what[[2]]), made)
  by <- svyby(formula(what[[1]][1]), formula(what[[3]]), made, svymean)
  w <- weights(made)
  numbers <- list(mean = coef(means), mean.se = SE(means), tot = coef(totals), tot.se = SE(totals),
                  w = range(w), w.sum = sum(w), w.ss = sum(w^2), w.first = w[1:8],
                  by = coef(by), by.se = SE(by))
  lines <- paste0('"', names(numbers), '": ', vapply(numbers, number, ""), collapse = ",\n    ")
  text <- gsub('"', "'", gsub(" +", " ", paste(deparse(steps[[name]], 500), collapse = " ")))
  sprintf('  "%s": {"design": "%s", "r": "%s",\n    %s}', name, base, text, lines)
}
body <- paste(vapply(names(steps), entry, ""), collapse = ",\n")
version <- paste("R", getRversion(), "survey", packageVersion("survey"))
writeLines(sprintf('{"made": "%s",\n"entries": {\n%s\n}}', version, body), "weighting.json")
