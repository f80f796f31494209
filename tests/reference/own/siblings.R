# Reference values of R's packages survey and mitools for tests/reference/test_own_siblings.py: the calls that lie beside
# those of r_survey.json, on its data and designs, with other functions, options and variables.
# Run in this folder:  Rscript siblings.R
# It reads files of ../r_survey/data, and writes siblings.json.
suppressMessages(library(survey))
options(digits = 15, warn = -1)

reference <- function(name) read.csv(file.path("../r_survey/data", paste0(name, ".csv")))
apistrat <- reference("apistrat")
apiclus1 <- reference("apiclus1")
apiclus2 <- reference("apiclus2")
SYN <- reference("syn1000")
for (name in c("district", "agegrp", "sex", "group")) SYN[[paste0("f", name)]] <- factor(SYN[[name]])
bw <- as.matrix(reference("apistrat_boot40"))
d <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  stratnf = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat),
  clus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1),
  clus1nf = svydesign(id = ~dnum, weights = ~pw, data = apiclus1),
  clus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2),
  clus2wr = svydesign(id = ~dnum + snum, weights = ~pw, data = apiclus2),
  srs = svydesign(id = ~1, fpc = ~fpc, data = reference("apisrs")),
  syn = svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = SYN),
  synfpc = svydesign(id = ~psu, strata = ~district, weights = ~w0, fpc = ~Mh, nest = TRUE, data = SYN),
  synsrs = svydesign(id = ~1, weights = ~w0, data = SYN)
)
for (name in names(d)) assign(name, d[[name]])
answered <- SYN[!is.na(SYN$income), ]
classes <- tapply(SYN$w0, SYN$urban, sum) / tapply(answered$w0, answered$urban, sum)
answered$w1 <- answered$w0 * classes[as.character(answered$urban)]
nr <- svydesign(id = ~psu, strata = ~district, weights = ~w1, nest = TRUE, data = answered)
respondents <- subset(syn, !is.na(income))

number <- function(x) {
  shown <- format(as.vector(as.matrix(x)), digits = 15, scientific = TRUE, trim = TRUE)
  paste0("[", paste(ifelse(is.finite(as.vector(as.matrix(x))), shown, "null"), collapse = ", "), "]")
}
reads <- list(
  point = function(x) list(est = coef(x), se = unlist(SE(x))),
  limits = function(x) list(est = coef(x), se = SE(x), ci = t(confint(x)), ci_df = t(confint(x, df = degf(now)))),
  deff = function(x) list(est = coef(x), se = unlist(SE(x)), deff = deff(x)),
  by = function(x) list(est = coef(x), se = unlist(SE(x)), vcov = vcov(x)),
  share = function(x) list(est = coef(x), ci = confint(x)),
  shares = function(x) list(est = x[[2]], ci = rbind(x$ci_l, x$ci_u)),
  quantile = function(x) list(est = coef(x), se = SE(x), ci = t(confint(x))),
  pair = function(x) list(est = as.matrix(x), se = sqrt(diag(as.matrix(attr(x, "var"))))),
  model = function(x) list(est = coef(x), se = SE(x), ci = t(confint(x)), df = x$df.residual),
  test = function(x) list(statistic = x$statistic, parameter = x$parameter, p = x$p.value),
  lrt = function(x) list(chisq = x$chisq, p = x$p),
  wald = function(x) list(f = x$Ftest, ddf = x$ddf, p = x$p),
  df = function(x) list(df = x),
  imputed = function(x) list(est = coef(x), se = SE(x), df = x$df, missing = x$missinfo),
  weights = function(x) {
    means <- svymean(~trust + visits, x)
    totals <- svytotal(~visits, x)
    by <- svyby(~trust, ~district, x, svymean)
    w <- weights(x)
    list(mean = coef(means), mean.se = SE(means), tot = coef(totals), tot.se = SE(totals), by = coef(by), by.se = SE(by),
         w = c(range(w), sum(w), sum(w^2)))
  }
)
entries <- c()
keep <- function(design, call, kind) {
  now <<- eval(parse(text = design))
  found <- reads[[kind]](eval(parse(text = call), list(d = now)))
  parts <- paste0('"', names(found), '": ', vapply(found, number, ""), collapse = ", ")
  entries <<- c(entries, sprintf('  {"design": "%s", "r": "%s", "kind": "%s", %s}', design, call, kind, parts))
}

for (name in c("strat", "stratnf", "clus1", "clus1nf", "clus2", "clus2wr", "srs")) {
  total <- if (startsWith(name, "clus2")) "meals" else "enroll"
  keep(name, "svymean(~api00 + api99, d)", "limits")
  keep(name, sprintf("svytotal(~%s, d)", total), "limits")
  keep(name, "svytotal(~stype, d)", "limits")
  keep(name, sprintf("svymean(~%s, d, deff = TRUE)", total), "deff")
  keep(name, sprintf("svytotal(~%s, d, deff = 'replace')", total), "deff")
  keep(name, sprintf("svyratio(~%s, ~api00, d)", total), "limits")
  keep(name, "svyby(~api99 + api00, ~stype, d, svymean, covmat = TRUE)", "by")
  keep(name, sprintf("svyby(~%s, ~stype, d, svytotal, covmat = TRUE)", total), "by")
  keep(name, "svyby(~api99, ~stype, denominator = ~api00, d, svyratio, covmat = TRUE)", "by")
  keep(name, "svyby(~awards, ~stype, d, svymean, covmat = TRUE)", "by")
  keep(name, "svymean(~api00, subset(d, stype == 'M' & sch.wide == 'Yes'), deff = TRUE)", "deff")
  keep(name, "degf(subset(d, stype == 'H'))", "df")
  for (method in c("logit", "likelihood", "asin", "beta", "xlogit")) keep(name, sprintf("svyciprop(~I(sch.wide == 'No'), d, method = '%s')", method), "share")
  keep(name, "svyquantile(~api00, d, c(.25, .52, .75), qrule = 'hf7', interval.type = 'xlogit')", "quantile")
  keep(name, "svyttest(api00 ~ sch.wide, d)", "test")
  keep(name, "svyglm(api00 ~ ell * stype + meals, d)", "model")
  keep(name, "svyratio(~api99 + meals, ~api00 + ell, d, covmat = TRUE)", "by")
}
for (method in c("likelihood", "beta", "xlogit")) {
  keep("clus1", sprintf("svyciprop(~I(ell == 0), d, method = '%s')", method), "share")
  keep("clus1", sprintf("svyby(~I(ell == 0), ~stype, d, svyciprop, vartype = 'ci', method = '%s')", method), "shares")
}
domains <- c("district %in% 1:3", "solo == 1", "rare == 1", "urban == 1 & sex == 2", "group %in% 5:8")
for (name in c("syn", "synfpc", "synsrs")) {
  keep(name, "svytotal(~trust + visits, d)", "limits")
  keep(name, "svymean(~income, d, na.rm = TRUE, deff = TRUE)", "deff")
  keep(name, "svyratio(~income, ~visits, d, na.rm = TRUE)", "limits")
  keep(name, "svyby(~visits, ~group, denominator = ~agegrp, d, svyratio, covmat = TRUE)", "by")
  keep(name, "svyby(~factor(agegrp), ~sex, d, svymean, covmat = TRUE)", "by")
  keep(name, "svyby(~trust, ~district, d, svymean, deff = TRUE)", "deff")
  for (domain in domains) {
    keep(name, sprintf("svytotal(~trust + visits, subset(d, %s))", domain), "by")
    keep(name, sprintf("svyratio(~trust, ~visits, subset(d, %s))", domain), "point")
    keep(name, sprintf("degf(subset(d, %s))", domain), "df")
  }
  for (link in c("probit", "cloglog")) keep(name, sprintf("svyglm(trust ~ agegrp + sex, d, family = quasibinomial('%s'))", link), "model")
  keep(name, "svyglm(visits ~ sex + offset(log(agegrp)), d, family = quasipoisson())", "model")
  keep(name, "svyglm(income ~ agegrp + sex, d, family = Gamma('log'))", "model")
  keep(name, "svyglm(trust ~ agegrp, subset(d, group %in% 5:8), family = quasibinomial())", "model")
  for (df in c("NULL", "10")) keep(name, sprintf("regTermTest(svyglm(trust ~ fagegrp + sex, d, family = quasibinomial()), ~fagegrp, df = %s)", df), "wald")
}

margins <- list(agegrp = c(12, 18, 19, 18, 16, 17), sex = c(48, 52), group = c(70, 12, 6, 4, 3, 2, 2, 1))
m <- lapply(names(margins), function(name) {
  setNames(data.frame(factor(seq_along(margins[[name]])), margins[[name]] / 100 * sum(SYN$w0)), c(paste0("f", name), "Freq"))
})
f <- list(~fagegrp, ~fsex, ~fgroup)
fine <- list(epsilon = 1e-12, maxit = 1000)
rakes <- function(x) rake(x, f, m, control = fine)
raking <- function(x, which = 1:3) calibrate(x, f[which], m[which], calfun = "raking", epsilon = 1e-13, maxit = 500)
post <- function(x) postStratify(x, ~fsex, m[[2]])
linear <- function(x, which = 1:3) calibrate(x, f[which], m[which])
for (base in c("syn", "nr", "respondents")) {
  keep(base, "rakes(d)", "weights")
  keep(base, "linear(d)", "weights")
  keep(base, "trimWeights(rakes(d), upper = 5000, lower = 300)", "weights")
  keep(base, "rakes(trimWeights(rakes(d), upper = 5000))", "weights")
  keep(base, "trimWeights(raking(post(d), c(1, 3)), upper = 5000)", "weights")
  keep(base, "post(trimWeights(raking(d), upper = 5000))", "weights")
  keep(base, "linear(linear(linear(d, 1), 2), 3)", "weights")
}
cal <- raking(syn)
for (call in c("svyratio(~visits, ~urban, d)", "svyvar(~visits, d)", "svymean(~visits, subset(d, urban == 1))",
               "svymean(~income, d, na.rm = TRUE)", "svyglm(trust ~ fsex + urban, d, family = quasibinomial())")) keep("cal", call, "point")
keep("cal", "svyciprop(~I(trust == 1), d)", "share")
keep("cal", "svyquantile(~visits, d, c(.25, .5, .9))", "quantile")
keep("cal", "svychisq(~trust + urban, d)", "test")
keep("cal", "svymean(~visits, d, deff = TRUE)", "deff")

for (mse in c("TRUE", "FALSE")) {
  boot <- sprintf("svrepdesign(data = apistrat, weights = ~pw, repweights = bw, type = 'bootstrap', combined.weights = TRUE, mse = %s)", mse)
  keep(boot, "svyquantile(~api00, d, c(.25, .5, .75), interval.type = 'quantile')", "quantile")
  keep(boot, "svyquantile(~enroll, d, c(.1, .5), qrule = 'hf7', interval.type = 'quantile')", "quantile")
  keep(boot, "svyvar(~api00 + enroll, d)", "pair")
  for (design in c(boot, sprintf("as.svrepdesign(clus2, type = 'JK1', mse = %s)", mse), sprintf("as.svrepdesign(strat, type = 'JKn', mse = %s)", mse))) {
    keep(design, "svyby(~api00, ~stype, d, svymean, covmat = TRUE)", "by")
    keep(design, "svyby(~api99, ~stype, denominator = ~api00, d, svyratio)", "point")
    keep(design, "svymean(~stype + awards, d)", "limits")
    keep(design, "svytotal(~api00, d, deff = TRUE)", "deff")
    keep(design, "svyciprop(~I(awards == 'Yes'), d, method = 'xlogit')", "share")
    keep(design, "svyciprop(~I(awards == 'Yes'), d, method = 'logit')", "share")
    keep(design, "svychisq(~awards + stype, d, statistic = 'adjWald')", "test")
    keep(design, "svyttest(api00 ~ awards, d)", "test")
  }
}

for (method in c("full", "simple")) for (strata in c("list(NULL, ~agegrp)", "list(~district, ~sex)", "list(~district, ~district)")) {
  design <- sprintf("twophase(id = list(~id, ~id), strata = %s, data = SYN, subset = ~in2 == 1, method = '%s')", strata, method)
  for (call in c("svytotal(~visits, d)", "svyratio(~visits, ~agegrp, d)", "svyglm(trust ~ sex + agegrp, d, family = quasibinomial)",
                 "svymean(~visits + trust, calibrate(d, ~fgroup + urban, phase = 2))",
                 "svytotal(~trust, calibrate(d, ~visits + sex, phase = 2, calfun = 'raking'))")) keep(design, call, "point")
}
completed <- lapply(1:5, function(k) {
  data <- SYN
  data$income[is.na(data$income)] <- 6000 + 1500 * k
  svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = data)
})
for (call in c("svytotal(~income + visits, d)", "svyratio(~income, ~visits, d)", "svyglm(trust ~ income, d, family = quasibinomial())",
               "svymean(~income, subset(d, urban == 1))")) {
  keep("completed", sprintf("mitools::MIcombine(lapply(d, function(d) %s))", call), "imputed")
}
nh <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = reference("nhanes"))
for (over in c("race", "race + RIAGENDR")) {
  r <- "svyby(~HI_CHOL, ~%s, svystandardize(d, by = ~agecat, over = ~%s, population = c(55901, 77670, 72816, 45364), excluding.missing = ~HI_CHOL), svymean)"
  keep("nh", sprintf(r, over, over), "point")
}
for (name in c("strat", "clus1")) keep(name, "svykappa(~comp.imp + sch.wide, d)", "point")
version <- sprintf('"R": "%s", "survey": "%s"', R.version.string, packageVersion("survey"))
writeLines(c(sprintf("{%s,", version), '"entries": [', paste(entries, collapse = ",\n"), "]}"), "siblings.json")
