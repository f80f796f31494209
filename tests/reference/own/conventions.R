# What R's package survey answers where this package answers otherwise: for docs/conventions.md and
# tests/reference/test_own_conventions.py.
# Run in this folder:  Rscript conventions.R
# It reads regions.csv, kept beside it, and writes conventions.json. "error" stands for a call that stops.
suppressMessages(library(survey))
options(digits = 15)

people <- read.csv("regions.csv")
people$never <- 0
people$always <- 1
people$rare <- as.numeric(seq_len(nrow(people)) %in% c(3, 64))
people$two <- as.numeric(people$trust %in% 1:2)
people$two[is.na(people$trust)] <- NA
d <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
sexes <- data.frame(sex = 1:2, Freq = c(2200, 2500))
towns <- data.frame(town = 0:1, Freq = c(1900, 2800))
chained <- postStratify(postStratify(d, ~town, towns), ~sex, sexes)
jackknife <- as.svrepdesign(d, type = "JKn")
jackknife <- postStratify(postStratify(jackknife, ~town, towns), ~sex, sexes)

# Waves of which some PSUs are the same: points 1 to 3 before, 2 to 4 now, the interviews of those in both split.
rotated <- people
rotated$wave <- ifelse(rotated$point == 1, 1, ifelse(rotated$point >= 4, 2, 1 + seq_len(nrow(rotated)) %% 2))
rotated <- rotated[rotated$unit <= 5, ]
stacked <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = rotated)

# Equal weights; joint probabilities; two phases of which the first drew points.
people$same <- 30.97
people$chance <- 1 / people$weight
people$cluster <- people$unit * 100 + people$point
people$person <- seq_len(nrow(people))
people$asked <- people$person %% 3 != 0
equal <- svydesign(id = ~1, weights = ~same, data = people)
ages <- data.frame(age = c("18-29", "30-44", "45-59", "60+"), Freq = c(1100, 1200, 1300, 1100))
aggregated <- calibrate(d, list(~age), list(ages), aggregate.stage = 1)
two_phases <- function(units) {
  twophase(id = list(units, ~person), strata = list(~unit, ~sex), data = people, subset = ~asked, method = "full")
}
no_constant <- svyglm(score ~ households - 1, d)

limits <- function(formula, design, method, ...) attr(svyciprop(formula, design, method = method, ...), "ci")
several <- svymean(~trust + score, d, na.rm = TRUE)
one_psu <- subset(d, unit == 3 & point == 2)
calls <- list(
  "svymean(~town, chained)" = quote(c(coef(svymean(~town, chained)), SE(svymean(~town, chained)))),
  "svymean(~town, jackknife)" = quote(c(coef(svymean(~town, jackknife)), SE(svymean(~town, jackknife)))),
  "svymean(~score, subset(d, unit == 9))" = quote({
    found <- svymean(~score, subset(d, unit == 9))
    c(coef(found), SE(found))
  }),
  "svymean(~score, one_psu)" = quote(c(coef(svymean(~score, one_psu)), SE(svymean(~score, one_psu)))),
  "confint(svymean(~score, one_psu))" = quote(confint(svymean(~score, one_psu))),
  "confint(svymean(~score, d))" = quote(confint(svymean(~score, d))),
  "confint(svymean(~score, d), df = degf(d))" = quote(confint(svymean(~score, d), df = degf(d))),
  "svymean(~trust + score, d, na.rm = TRUE)" = quote(c(coef(several), SE(several))),
  "svyciprop(~never, d, method = 'logit')" = quote(limits(~never, d, "logit")),
  "svyciprop(~always, d, method = 'logit')" = quote(limits(~always, d, "logit")),
  "svyciprop(~never, d, method = 'likelihood')" = quote(limits(~never, d, "likelihood")),
  "svyciprop(~never, d, method = 'asin')" = quote(limits(~never, d, "asin")),
  "svyciprop(~never, d, method = 'beta')" = quote(limits(~never, d, "beta")),
  "svyciprop(~never, d, method = 'mean')" = quote(limits(~never, d, "mean")),
  "svyciprop(~never, d, method = 'xlogit')" = quote(limits(~never, d, "xlogit")),
  "svyciprop(~rare, d, method = 'mean')" = quote(limits(~rare, d, "mean")),
  "svyciprop(~rare, d, method = 'asin')" = quote(limits(~rare, d, "asin")),
  "svymean(~score, normalised, deff = TRUE)" = quote({
    people$weight <- people$weight / mean(people$weight)
    normalised <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
    deff(suppressWarnings(svymean(~score, normalised, deff = TRUE)))
  }),
  "svyquantile(~score, d, 0.005)" = quote(svyquantile(~score, d, 0.005)[[1]][1:3]),
  "svyby(~score, ~wave, stacked, svymean, covmat = TRUE)" = quote({
    found <- svycontrast(svyby(~score, ~wave, stacked, svymean, covmat = TRUE), c(-1, 1))
    c(coef(found), SE(found))
  }),
  "svyciprop(~two, d, method = 'beta', na.rm = TRUE)" = quote(limits(~two, d, "beta", na.rm = TRUE)),
  "svyciprop(~town, d, method = 'beta', df = Inf)" = quote(limits(~town, d, "beta", df = Inf)),
  "svyquantile(~score, equal, (1:125) / 126)" = quote(coef(svyquantile(~score, equal, (1:125) / 126, ci = FALSE))),
  "svytotal(~age, aggregated)" = quote(coef(svytotal(~age, aggregated))),
  "weights(trimWeights(jackknife, upper = 60), 'sampling')" = quote(range(weights(trimWeights(jackknife, upper = 60), "sampling"))),
  "deff(svytotal(~score, overton, deff = TRUE))" = quote(deff(svytotal(~score, svydesign(id = ~1, fpc = ~chance, pps = "overton", data = people), deff = TRUE))),
  "deff(svytotal(~score, brewer, deff = TRUE))" = quote(deff(svytotal(~score, svydesign(id = ~1, fpc = ~chance, pps = "brewer", data = people), deff = TRUE))),
  "svytotal(~score, two_phases(~cluster))" = quote(SE(svytotal(~score, two_phases(~cluster)))),
  "svytotal(~score, two_phases(~person))" = quote(SE(svytotal(~score, two_phases(~person)))),
  "no_constant$null.deviance" = quote(no_constant$null.deviance)
)
number <- function(x) {
  text <- format(as.vector(x), digits = 15, scientific = TRUE, trim = TRUE)
  paste0("[", paste(ifelse(is.finite(x), text, paste0('"', text, '"')), collapse = ", "), "]")
}
entry <- function(name) {
  found <- tryCatch(suppressWarnings(eval(calls[[name]])), error = function(failure) "error")
  sprintf('  "%s": %s', name, if (identical(found, "error")) '"error"' else number(found))
}
writeLines(c(
  "{",
  sprintf('"R": "%s",', R.version.string),
  sprintf('"survey": "%s",', packageVersion("survey")),
  '"answers": {', paste(vapply(names(calls), entry, ""), collapse = ",\n"), "}",
  "}"
), "conventions.json")
