# Reference values of R's package survey for tests/reference/test_own_additions.py: tests of given shares, degrees of
# freedom, information criteria, direct standardisation.
# Run in this folder:  Rscript additions.R
# It reads regions.csv, kept beside it, and files of ../r_survey/data, and writes additions.json.
suppressMessages(library(survey))
options(digits = 15, warn = -1)

reference <- function(name) read.csv(file.path("../r_survey/data", paste0(name, ".csv")))
people <- read.csv("regions.csv")
people$low <- as.numeric(people$score < 55)
syn <- reference("syn1000")
for (item in paste0("q", 1:6)) syn[[item]][syn[[item]] > 5] <- NA
clus1 <- reference("apiclus1")
strat <- reference("apistrat")
nhanes <- reference("nhanes")

regions <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
drawn <- svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = syn)
srs <- svydesign(id = ~1, weights = ~1, data = syn)
dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
dclus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
dnh <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes)
whole <- calibrate(dclus1, ~1, c("(Intercept)" = 6194))
jkn <- as.svrepdesign(drawn, type = "JKn")
phases <- twophase(id = list(~1, ~1), strata = list(NULL, ~sex), subset = ~in2 == 1, data = syn, method = "simple")

# A test of given shares with everything about it: the statistic is scaled to the sum of the weights.
fit <- function(formula, p, design) {
  design <- subset(design, !is.na(model.frame(design)[[all.vars(formula)]]))
  found <- svygofchisq(formula, p, design)
  means <- svymean(formula, design)
  V <- vcov(means) * nrow(design$variables)
  x2 <- nrow(design$variables) * sum((coef(means) - p)^2 / p)
  list(
    statistic = unname(found$statistic), n_hat = sum(weights(design, "sampling")), p = found$p.value, x2 = x2,
    effects = sort(eigen(V / sqrt(outer(p, p)))$values)
  )
}
criteria <- function(model, ...) unname(AIC(model, ...))
# AIC of a linear model from its parts, after Lumley and Scott (2015): the variance of the residual is a parameter, whose
# score has a variance under the design too. extractAIC of survey 4.1 divides everything by the residual variance.
linear <- function(formula, design) {
  model <- svyglm(formula, design)
  w <- model$prior.weights
  e <- model$y - model$fitted.values
  n <- sum(w)
  s2 <- sum(w * e^2) / n
  naive <- model$naive.cov * s2
  delta <- sum(diag(solve(naive[-1, -1, drop = FALSE], vcov(model)[-1, -1, drop = FALSE])))
  score <- numeric(nrow(design$variables))
  score[match(names(model$y), rownames(design$variables))] <- -1 / (2 * s2) + e^2 / (2 * s2^2)
  scored <- update(design, score_ = score)
  total <- as.vector(vcov(svytotal(~score_, scored))) / mean(weights(design, "sampling"))^2
  eff <- delta + total / (n / (2 * s2^2))
  c(eff, n * log(s2) + n + n * log(2 * pi) + 2 * eff)
}
ages <- c(55901, 77670, 72816, 45364)
standard <- svystandardize(dnh, by = ~agecat, over = ~ race + RIAGENDR, population = ages, excluding.missing = ~HI_CHOL)
plain <- svystandardize(regions, by = ~age, over = ~1, population = c(30, 30, 25, 15))
by_sex <- svystandardize(regions, by = ~age, over = ~sex, population = c(30, 30, 25, 15), excluding.missing = ~score)
estimates <- function(found) list(est = unname(coef(found)), se = unname(SE(found)))

logistic <- svyglm(low ~ age + sex + households, regions, family = quasibinomial)
smaller <- svyglm(low ~ sex, regions, family = quasibinomial)
poisson <- svyglm(visits ~ agegrp + urban, drawn, family = quasipoisson)
calls <- list(
  "fit(~factor(q3), rep(0.2, 5), srs)" = quote(fit(~factor(q3), rep(0.2, 5), srs)),
  "fit(~factor(sex), c(0.48, 0.52), srs)" = quote(fit(~factor(sex), c(0.48, 0.52), srs)),
  "fit(~factor(stype), c(0.7, 0.13, 0.17), whole)" = quote(fit(~factor(stype), c(0.7, 0.13, 0.17), whole)),
  "fit(~factor(sch.wide), c(0.2, 0.8), whole)" = quote(fit(~factor(sch.wide), c(0.2, 0.8), whole)),
  "fit(~factor(awards), c(0.3, 0.7), dstrat)" = quote(fit(~factor(awards), c(0.3, 0.7), dstrat)),
  "fit(~factor(q3), rep(0.2, 5), drawn)" = quote(fit(~factor(q3), rep(0.2, 5), drawn)),
  "fit(~factor(age), c(0.3, 0.3, 0.25, 0.15), regions)" = quote(fit(~factor(age), c(0.3, 0.3, 0.25, 0.15), regions)),
  "fit(~factor(race), c(0.15, 0.12, 0.7, 0.03), dnh)" = quote(fit(~factor(race), c(0.15, 0.12, 0.7, 0.03), dnh)),
  "degf(regions)" = quote(degf(regions)),
  "degf(subset(regions, town == 1))" = quote(degf(subset(regions, town == 1))),
  "degf(subset(regions, unit == 3))" = quote(degf(subset(regions, unit == 3))),
  "degf(drawn)" = quote(degf(drawn)),
  "degf(dstrat)" = quote(degf(dstrat)),
  "degf(dclus1)" = quote(degf(dclus1)),
  "degf(whole)" = quote(degf(whole)),
  "degf(jkn)" = quote(degf(jkn)),
  "degf(subset(jkn, urban == 2))" = quote(degf(subset(jkn, urban == 2))),
  "degf(phases)" = quote(degf(phases)),
  "degf(subset(phases, urban == 2))" = quote(degf(subset(phases, urban == 2))),
  "AIC(logistic)" = quote(criteria(logistic)),
  "AIC(logistic, k = log(126))" = quote(criteria(logistic, k = log(126))),
  "AIC(smaller)" = quote(criteria(smaller)),
  "AIC(poisson)" = quote(criteria(poisson)),
  "BIC(smaller, maximal = logistic)" = quote(unname(BIC(smaller, maximal = logistic))),
  "BIC(logistic, maximal = logistic)" = quote(unname(BIC(logistic, maximal = logistic))),
  "linear(api00 ~ ell + meals, dstrat)" = quote(linear(api00 ~ ell + meals, dstrat)),
  "linear(income ~ sex, drawn)" = quote(linear(income ~ sex, drawn)),
  "svyby(~HI_CHOL, ~race + RIAGENDR, standard, svymean)" = quote(
    estimates(svyby(~HI_CHOL, ~ race + RIAGENDR, standard, svymean))
  ),
  "svymean(~score, plain)" = quote(estimates(svymean(~score, plain, na.rm = TRUE))),
  "svymean(~households, plain)" = quote(estimates(svymean(~households, plain))),
  "svyby(~score, ~sex, by_sex, svymean)" = quote(estimates(svyby(~score, ~sex, by_sex, svymean))),
  "svytotal(~households, plain)" = quote(estimates(svytotal(~households, plain)))
)

written <- function(value) {
  if (is.list(value)) return(paste0("{", paste0('"', names(value), '": ', vapply(value, written, ""), collapse = ", "), "}"))
  shown <- ifelse(is.finite(value), formatC(value, digits = 15, format = "g"), paste0('"', value, '"'))
  paste0("[", paste(shown, collapse = ", "), "]")
}
entries <- vapply(names(calls), function(name) {
  value <- tryCatch(eval(calls[[name]]), error = function(e) stop(name, ": ", conditionMessage(e)))
  paste0('    "', name, '": ', written(value))
}, "")
versions <- c(R = as.character(getRversion()), survey = as.character(packageVersion("survey")))
head <- paste0('  "', names(versions), '": "', versions, '",', collapse = "\n")
writeLines(c("{", head, '  "entries": {', paste(entries, collapse = ",\n"), "  }", "}"), "additions.json")
