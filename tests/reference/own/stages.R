# Reference values of R's package survey for tests/reference/test_own_stages.py: designs of three stages with strata at the
# second, weights of 0, domains of calibrated samples, and models that leave one degree of freedom.
# Run in this folder:  Rscript stages.R
# It reads syn1000.csv of ../r_survey/data and regions.csv, and writes stages.json.
suppressMessages(library(survey))
options(digits = 15, warn = -1)

syn <- read.csv("../r_survey/data/syn1000.csv")
for (item in paste0("q", 1:6)) syn[[item]][syn[[item]] > 5] <- NA
syn$point <- syn$district * 100 + syn$psu
within <- ave(syn$id, syn$point, FUN = seq_along)
size <- ave(syn$id, syn$point, FUN = length)
# households of about three people, divided into two strata of a point
syn$household <- syn$point * 100 + (within - 1) %/% ceiling(size / pmax(size %/% 3, 1))
syn$half <- syn$point * 10 + syn$household %% 2
syn$houses <- ave(syn$household, syn$half, FUN = function(x) length(unique(x))) + 5
syn$people <- max(ave(syn$id, syn$household, FUN = length)) + 1
syn$income[is.na(syn$income)] <- 5000
syn$trust[is.na(syn$trust)] <- 1
syn$y <- syn$income / 1000 + syn$trust
syn$man <- as.numeric(syn$sex == 1)
counts <- function(x, g) ave(x, g, FUN = function(v) length(unique(v)))
whole <- syn[counts(syn$household, syn$half) > 1, ]
whole <- whole[counts(whole$point, whole$district) > 1, ]
whole <- whole[ave(whole$id, whole$household, FUN = length) > 1, ]
whole <- whole[counts(whole$household, whole$half) > 1, ]
whole <- whole[counts(whole$point, whole$district) > 1, ]
stages <- svydesign(id = ~ point + household + id, strata = ~ district + half, fpc = ~ Mh + houses + people, data = whole)
weighed <- svydesign(
  id = ~ point + household, strata = ~ district + half, fpc = ~ Mh + houses, weights = ~w0, data = whole
)

people <- read.csv("regions.csv")
people$two <- as.numeric(people$trust %in% 1:2)
people$two[is.na(people$trust)] <- NA
people$some <- people$weight
people$some[seq(1, nrow(people), 7)] <- 0
some <- svydesign(id = ~point, strata = ~unit, weights = ~some, nest = TRUE, data = people)
known <- subset(some, !is.na(two))
regions <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
post <- postStratify(regions, ~town, data.frame(town = 0:1, Freq = c(3600, 5200)))
few <- subset(regions, unit %in% 1:2)

simple <- function(found) list(est = unname(coef(found)), se = unname(SE(found)))
table <- function(found) list(statistic = unname(found$statistic), p = unname(found$p.value))
calls <- list(
  "svytotal(~y, stages)" = quote(simple(svytotal(~y, stages))),
  "svymean(~y, stages)" = quote(simple(svymean(~y, stages))),
  "svyby(~y, ~agegrp, stages, svymean)" = quote(simple(svyby(~y, ~agegrp, stages, svymean))),
  "svyby(~y, ~sex, stages, svytotal)" = quote(simple(svyby(~y, ~sex, stages, svytotal))),
  "svyratio(~income, ~trust, stages)" = quote(simple(svyratio(~income, ~trust, stages))),
  "svyvar(~y, stages)" = quote({ v <- svyvar(~y, stages); list(est = as.matrix(v)[1], se = SE(v)[1]) }),
  "svymean(~factor(q3), stages)" = quote(simple(svymean(~factor(q3), stages, na.rm = TRUE))),
  "svychisq(~q3 + sex, stages)" = quote(table(svychisq(~ q3 + sex, stages))),
  "svyranktest(y ~ sex, stages)" = quote(table(svyranktest(y ~ sex, stages))),
  "svyglm(y ~ trust + factor(sex), stages)" = quote(simple(svyglm(y ~ trust + factor(sex), stages))),
  "svymean(~y, subset(stages, agegrp == 2))" = quote(simple(svymean(~y, subset(stages, agegrp == 2)))),
  "svytotal(~y, weighed)" = quote(simple(svytotal(~y, weighed))),
  "svymean(~y, weighed)" = quote(simple(svymean(~y, weighed))),
  "svyquantile(~y, weighed)" = quote({
    q <- svyquantile(~y, weighed, c(.25, .5, .75), df = degf(weighed)); list(est = coef(q), se = SE(q), ci = as.vector(confint(q)))
  }),
  "svyglm(man ~ y, quasibinomial, weighed)" = quote(simple(
    svyglm(man ~ y, weighed, family = quasibinomial, control = list(epsilon = 1e-14, maxit = 100))
  )),
  "svyciprop(beta), weights of 0" = quote({ p <- svyciprop(~two, known, method = "beta", df = degf(known)); list(est = coef(p), ci = unname(attr(p, "ci"))) }),
  "svyciprop(logit), weights of 0" = quote({ p <- svyciprop(~two, known, method = "logit", df = degf(known)); list(est = coef(p), ci = unname(attr(p, "ci"))) }),
  "n with weights of 0" = quote(list(n = nrow(known$variables), positive = sum(weights(known, "sampling") > 0))),
  "svyglm, weights of 0" = quote({
    m <- svyglm(households ~ sex, some); list(est = unname(coef(m)), se = unname(SE(m)), dev = deviance(m), dispersion = summary(m)$dispersion[1])
  }),
  "svychisq(Chisq) in a domain, post" = quote(table(svychisq(~ sex + age, subset(post, town == 1), statistic = "Chisq"))),
  "n of the domain, post" = quote(list(n = nrow(subset(post, town == 1)$variables), positive = sum(people$town == 1))),
  "confint(svyglm(households ~ sex, few))" = quote({
    m <- svyglm(households ~ sex, subset(few, point %in% c(1, 2)))
    list(est = unname(coef(m)), se = unname(SE(m)), df = m$df.residual, ci = as.vector(confint(m)))
  }),
  "svyttest(five ~ sex, regions)" = quote({
    t <- svyttest(five ~ sex, update(regions, five = 5)); list(statistic = unname(t$statistic), p = unname(t$p.value))
  }),
  "svyquantile of replicates, mean and beta" = quote({
    r <- as.svrepdesign(regions)
    one <- function(type) as.vector(confint(svyquantile(~score, r, c(.25, .8), na.rm = TRUE, interval.type = type, df = degf(r))))
    list(mean = one("mean"), beta = one("beta"))
  })
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
writeLines(c("{", head, '  "entries": {', paste(entries, collapse = ",\n"), "  }", "}"), "stages.json")
