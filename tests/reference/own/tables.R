# Reference values of R's package survey for tests/reference/test_own_tables.py: two-way tables, tests of independence
# and rank tests.
# Run in this folder:  Rscript tables.R
# It reads regions.csv, kept beside it, and files of ../r_survey/data, and
# writes tables.json. The score test came with version 4.2 and is absent before; "lincom" needs CompQuadForm.
suppressMessages(library(survey))
options(digits = 15, warn = -1)

reference <- function(name) read.csv(file.path("../r_survey/data", paste0(name, ".csv")))
people <- read.csv("regions.csv")
people$trust[people$trust > 3] <- 4
syn <- reference("syn1000")
items <- syn
for (item in paste0("q", 1:6)) items[[item]][items[[item]] > 5] <- NA
clus2 <- reference("apiclus2")
nhanes <- reference("nhanes")

strata <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
drawn <- svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = items)
alone <- svydesign(id = ~psu_l, strata = ~district, weights = ~w0, nest = TRUE, data = items)
designs <- list(
  strata = strata,
  fpc = svydesign(id = ~point, strata = ~unit, weights = ~weight, fpc = ~points, nest = TRUE, data = people),
  elements = svydesign(id = ~1, strata = ~unit, weights = ~weight, data = people),
  town = subset(strata, town == 1),
  poststratified = postStratify(strata, ~town, data.frame(town = 0:1, Freq = c(3600, 5200))),
  dstrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = reference("apistrat")),
  dclus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = reference("apiclus1")),
  dclus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = clus2),
  dnh = svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes),
  syn = drawn,
  synfpc = svydesign(id = ~psu, strata = ~district, weights = ~w0, fpc = ~Mh, nest = TRUE, data = items),
  synsrs = svydesign(id = ~1, weights = ~w0, data = items),
  urban = subset(drawn, urban == 1),
  group58 = subset(drawn, group %in% 5:8),
  synL = alone,
  synLsub = subset(alone, group %in% 5:8)
)
designs$jk1 <- as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = reference("apiclus1")), type = "JK1")
designs$jkn <- as.svrepdesign(drawn, type = "JKn")
designs$jknurban <- subset(designs$jkn, urban == 1)
rules <- c(synL = "adjust", synLsub = "average")

pairs <- list(
  strata = c("trust ~ sex", "age ~ sex", "trust ~ age", "town ~ sex"), fpc = c("trust ~ sex", "age ~ sex"),
  elements = c("trust ~ sex", "trust ~ age"), town = c("trust ~ sex", "age ~ sex"),
  poststratified = c("trust ~ sex", "age ~ sex"),
  dstrat = c("stype ~ awards", "awards ~ comp.imp", "sch.wide ~ stype"), dclus1 = c("awards ~ stype", "comp.imp ~ sch.wide"),
  dclus2 = c("stype ~ awards", "comp.imp ~ sch.wide"), dnh = c("race ~ HI_CHOL", "agecat ~ HI_CHOL", "race ~ RIAGENDR"),
  syn = c("trust ~ sex", "q1 ~ urban", "q2 ~ sex", "q1 ~ q3", "rare ~ group", "trust ~ group", "agegrp ~ urban"),
  synfpc = c("q1 ~ urban", "trust ~ agegrp"), synsrs = c("q1 ~ urban", "trust ~ agegrp"),
  urban = c("q1 ~ sex", "trust ~ agegrp"), group58 = c("q2 ~ sex", "trust ~ group"),
  synL = c("trust ~ sex", "q1 ~ urban"), synLsub = c("trust ~ sex"),
  jk1 = c("awards ~ stype", "comp.imp ~ sch.wide"), jkn = c("q1 ~ urban", "trust ~ agegrp"),
  jknurban = c("trust ~ agegrp")
)
ranks <- list(
  strata = c("score ~ sex", "visits ~ sex", "trust ~ sex", "score ~ factor(age)", "visits ~ factor(unit)"),
  fpc = c("score ~ sex", "visits ~ factor(age)"), elements = c("score ~ sex", "visits ~ factor(age)"),
  town = c("score ~ sex", "visits ~ factor(age)"), poststratified = c("score ~ sex"),
  dstrat = c("api00 ~ awards", "enroll ~ stype", "meals ~ comp.imp"), dclus1 = c("ell ~ comp.imp", "api99 ~ stype"),
  dclus2 = c("api00 ~ awards", "api00 ~ stype", "ell ~ comp.imp"),
  syn = c("visits ~ sex", "income ~ sex", "q1 ~ urban", "income ~ factor(agegrp)", "q4 ~ factor(group)"),
  synfpc = c("visits ~ urban"), urban = c("visits ~ sex", "visits ~ factor(agegrp)"), group58 = c("income ~ sex"),
  synL = c("visits ~ sex", "visits ~ factor(agegrp)"),
  jk1 = c("ell ~ comp.imp"), jkn = c("visits ~ sex"), jknurban = c("visits ~ sex")
)

number <- function(x) {
  if (is.null(x)) return("[]")
  shown <- format(as.vector(x), digits = 15, scientific = TRUE)
  paste0("[", paste(ifelse(is.finite(as.vector(x)), shown, "null"), collapse = ", "), "]")
}
entry <- function(design, call, numbers) {
  parts <- sprintf('"%s": %s', names(numbers), vapply(numbers, number, ""))
  sprintf('  {"design": "%s", "r": "%s", %s}', design, call, paste(parts, collapse = ", "))
}
entries <- c()
keep <- function(design, call, read) {
  d <- designs[[design]]
  # With replicates svytable spreads the weight of the blanks over the cells; svytotal does not.
  if (inherits(d, "svyrep.design") && grepl("svytable", call)) return(invisible())
  # Version 4.1 centres totals of a lonely PSU elsewhere than 4.5 does under "adjust".
  if (design == "synL" && grepl("Wald|svytotal", call)) return(invisible())
  options(survey.lonely.psu = if (design %in% names(rules)) rules[[design]] else "fail")
  # R cannot take a factor of one level in one of the rows, nor solve for a table with many empty cells.
  found <- tryCatch(read(eval(parse(text = call))), error = function(problem) NULL)
  if (is.null(found) || !all(vapply(found, function(one) is.null(one) || is.numeric(one), TRUE))) cat("left out:", design, call, "\n")
  else entries <<- c(entries, entry(design, call, found))
}
tested <- function(found) list(statistic = found$statistic, parameter = found$parameter, p = found$p.value)
squares <- function(y, n) (y / n)^2

for (design in names(pairs)) for (pair in pairs[[design]]) {
  both <- strsplit(pair, " ~ ")[[1]]
  for (statistic in c("F", "Chisq", "Wald", "adjWald", "saddlepoint")) {
    keep(design, sprintf("svychisq(~%s+%s, d, statistic='%s')", both[1], both[2], statistic), tested)
  }
  keep(design, sprintf("svytable(~%s+%s, d)", both[1], both[2]), function(found) list(count = t(found)))
  keep(design, sprintf("svymean(~interaction(factor(%s), factor(%s)), d, na.rm=TRUE, deff='replace')", both[2], both[1]),
       function(found) list(share = coef(found), se = SE(found), deff = deff(found)))
  keep(design, sprintf("svytotal(~interaction(factor(%s), factor(%s)), d, na.rm=TRUE, deff='replace')", both[2], both[1]),
       function(found) list(count = coef(found), se = SE(found), deff = deff(found)))
  keep(design, sprintf("svyby(~factor(%s), ~%s, d, svymean, na.rm=TRUE)", both[2], both[1]),
       function(found) list(share = t(matrix(coef(found), nrow(found))), se = t(as.matrix(SE(found)))))
}
for (design in names(ranks)) for (pair in ranks[[design]]) {
  for (test in c("wilcoxon", "vanderWaerden", "median", "KruskalWallis")) {
    keep(design, sprintf("svyranktest(%s, d, test='%s')", pair, test), tested)
  }
  keep(design, sprintf("svyranktest(%s, d, test=squares)", pair), tested)
}
version <- sprintf('"R": "%s", "survey": "%s"', R.version.string, packageVersion("survey"))
writeLines(c(sprintf("{%s,", version), '"entries": [', paste(entries, collapse = ",\n"), "]}"), "tables.json")
