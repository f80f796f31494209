# Reference values of R's package survey for tests/reference/test_own_models.py, on regions.csv kept beside this file.
# Run in this folder:  Rscript models.R
# It writes models.json. R's glm stops when the deviance changes by less than 1e-8 and takes its working weights from
# the round before, which can leave five digits of a standard error; here it goes on to the end. R's svyolr takes its
# information from differences over 1e-3; here over 1e-5.
suppressMessages(library(survey))
options(digits = 15)
people <- read.csv("regions.csv")
people$two <- as.numeric(people$trust %in% 1:2)
people$two[is.na(people$trust)] <- NA
d <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
dfpc <- svydesign(id = ~point, strata = ~unit, weights = ~weight, fpc = ~points, nest = TRUE, data = people)
delements <- svydesign(id = ~1, strata = ~unit, weights = ~weight, data = people)
margins <- list(
  data.frame(sex = 1:2, Freq = c(4100, 4700)),
  data.frame(age = c("18-29", "30-44", "45-59", "60+"), Freq = c(2500, 2700, 2000, 1600)),
  data.frame(town = 0:1, Freq = c(3600, 5200))
)
draked <- rake(d, list(~sex, ~age, ~town), margins, control = list(epsilon = 1e-13, maxit = 10000))
dpost <- postStratify(d, ~town, margins[[3]])

exact <- list(epsilon = 1e-15, maxit = 200)
fit <- function(formula, design, family = gaussian()) { # the call keeps the names, for update()
  eval.parent(substitute(svyglm(formula, design = design, family = family, control = exact)))
}
coefs <- function(m) list(est = coef(m), se = SE(m), ci = t(confint(m)), df = m$df.residual)
more <- function(m) c(coefs(m), list(vcov = vcov(m), dev = deviance(m), null = m$null.deviance, p = summary(m)$coefficients[, 4]))
term <- function(t) list(f = t$Ftest, df = t$df, ddf = t$ddf, p = t$p)
rao <- function(t) list(chisq = t$chisq, lambda = sort(Re(t$lambda), decreasing = TRUE), p = t$p)
olr <- function(formula, design, n, ...) {
  m <- eval(bquote(svyolr(.(formula), design, control = list(reltol = 1e-16, maxit = 2000, ndeps = rep(1e-5, n)), ...)))
  list(est = coef(m), se = sqrt(diag(vcov(m))), df = m$df.residual)
}
tt <- function(t) list(est = t$estimate, t = t$statistic, df = t$parameter, p = t$p.value, ci = t$conf.int)
means <- function(s) list(est = coef(s), se = SE(s))
sorted <- function(s) list(est = coef(s)[order(names(coef(s)))], se = SE(s)[order(names(coef(s)))])
pair <- function(s) list(est = as.vector(s), se = SE(s), vcov = vcov(s))

gaussian_model <- fit(score ~ age + sex * town, d)
logit_model <- fit(two ~ age + score, d, quasibinomial())
small_model <- fit(two ~ score + sex, d, quasibinomial())
entries <- list(
  gaussian = quote(more(fit(score ~ age + sex * town, d))),
  gaussian_fpc = quote(more(fit(score ~ age + log(households), dfpc))),
  gaussian_elements = quote(coefs(fit(score ~ age + I(visits^2), delements))),
  gaussian_raked = quote(coefs(fit(score ~ households + visits, draked))),
  gaussian_poststratified = quote(coefs(fit(score ~ households + visits, dpost))),
  gaussian_log = quote(coefs(fit(score ~ age, subset(d, score > 0), gaussian("log")))),
  logit = quote(more(fit(two ~ age + score, d, quasibinomial()))),
  logit_raked = quote(coefs(fit(two ~ sex + score, draked, quasibinomial()))),
  logit_raked_town = quote(coefs(fit(two ~ sex + score, subset(draked, town == 1), quasibinomial()))),
  logit_town = quote(coefs(fit(two ~ sex + score, subset(d, town == 1), quasibinomial()))),
  probit = quote(coefs(fit(two ~ age + score, dfpc, quasibinomial("probit")))),
  cloglog = quote(coefs(fit(two ~ age + score, d, quasibinomial("cloglog")))),
  cauchit = quote(coefs(fit(two ~ score, d, quasibinomial("cauchit")))),
  poisson = quote(more(fit(visits ~ age + town, d, quasipoisson()))),
  poisson_offset = quote(coefs(fit(visits ~ sex + offset(log(households)), d, quasipoisson()))),
  poisson_sqrt = quote(coefs(fit(visits ~ sex, d, quasipoisson("sqrt")))),
  gamma = quote(coefs(fit(households ~ age + sex, d, Gamma()))),
  gamma_log = quote(coefs(fit(households ~ age + sex, d, Gamma("log")))),
  inverse_gaussian = quote(coefs(fit(households ~ sex, d, inverse.gaussian()))),
  quasi = quote(coefs(fit(households ~ sex + age, d, quasi(link = "log", variance = "mu^2")))),
  quasi_unit = quote(coefs(fit(two ~ sex, d, quasi(link = "logit", variance = "mu(1-mu)")))),
  wald = quote(term(regTermTest(logit_model, ~age))),
  wald_two = quote(term(regTermTest(gaussian_model, ~age + sex:town))),
  wald_null = quote(term(regTermTest(logit_model, ~score, null = 0.05))),
  lrt = quote(rao(regTermTest(logit_model, ~age, method = "LRT"))),
  lrt_normal = quote(rao(regTermTest(logit_model, ~age, method = "LRT", df = Inf))),
  lrt_satterthwaite = quote(rao(regTermTest(logit_model, ~age, method = "LRT", lrt.approximation = "satterthwaite"))),
  lrt_gaussian = quote(rao(regTermTest(gaussian_model, ~age, method = "LRT"))),
  working_wald = quote(rao(regTermTest(logit_model, ~age, method = "WorkingWald"))),
  predict_response = quote(pair(predict(logit_model, data.frame(age = c("18-29", "60+"), score = c(40, 70)), type = "response", vcov = TRUE))),
  predict_link = quote(pair(predict(logit_model, data.frame(age = c("18-29", "60+"), score = c(40, 70)), vcov = TRUE))),
  predictive_margins = quote(sorted(svypredmeans(small_model, ~factor(age)))),
  cox_snell = quote(list(r2 = c(psrsq(logit_model), psrsq(logit_model, method = "Nagelkerke")))),
  deff = quote(list(deff = deff(svyglm(score ~ age, d, deff = TRUE)))),
  dispersion = quote(list(dispersion = summary(gaussian_model)$dispersion[1])),
  contrast_model = quote(means(svycontrast(gaussian_model, quote(`age30-44` / `age60+`)))),
  contrast_means = quote(means(svycontrast(svymean(~score + visits + households, d), list(a = quote(log(score / visits)), b = quote(sqrt(score) - exp(visits / 10)), c = quote(households^2 / score))))),
  contrast_by = quote(means(svycontrast(svyby(~score, ~age, d, svymean, covmat = TRUE), quote(`18-29` / `60+` - 1)))),
  ordinal = quote(olr(factor(trust) ~ sex + score, d, 5)),
  ordinal_probit = quote(olr(factor(trust) ~ sex + score, d, 5, method = "probit")),
  ordinal_loglog = quote(olr(factor(trust) ~ sex + score, d, 5, method = "cloglog")),
  ordinal_age = quote(olr(factor(trust) ~ age + town, dfpc, 7)),
  ttest_one = quote(tt(svyttest(score ~ 0, d))),
  ttest_two = quote(tt(svyttest(score ~ factor(sex), d))),
  ttest_two_town = quote(tt(svyttest(visits ~ factor(sex), subset(d, town == 1)))),
  ttest_share = quote(tt(svyttest(two ~ town, dfpc))),
  ttest_several = quote(term(regTermTest(fit(score ~ age, d), ~age))),
  alpha = quote(list(alpha = svycralpha(~trust + visits + score, subset(d, !is.na(trust)))))
)
number <- function(x) paste0("[", paste(format(as.vector(as.matrix(x)), digits = 15, scientific = TRUE, trim = TRUE), collapse = ", "), "]")
one <- function(name) {
  values <- lapply(eval(entries[[name]]), number)
  r <- gsub('"', "'", paste(trimws(deparse(entries[[name]], width.cutoff = 500)), collapse = " "))
  paste0('"', name, '": {"r": "', r, '", ', paste0('"', names(values), '": ', values, collapse = ", "), "}")
}
writeLines(c("{", paste0(sapply(names(entries), one), c(rep(",", length(entries) - 1), "")), "}"), "models.json")
