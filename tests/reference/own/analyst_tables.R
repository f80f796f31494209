# Reference values of R's package survey for tests/reference/test_own_analyst_tables.py: tables for analysts.
# Run in this folder:  Rscript analyst_tables.R
# It reads wave.csv, the columns of the delivered wave of 2018Q1 (tests/tables/shipped_wave.py), and writes analyst_tables.json.
suppressMessages(library(survey))
options(digits = 15, survey.lonely.psu = "certainty")
people <- read.csv("wave.csv")
people$group <- interaction(people$urban, people$sex, sep = ".")
d <- svydesign(id = ~psu, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
a <- subset(d, !is.na(C01a))
b <- subset(d, !is.na(C02))

number <- function(x) paste0("[", paste(format(as.vector(x), digits = 15, scientific = TRUE), collapse = ", "), "]")
entries <- c()
add <- function(id, call, ...) {
  values <- list(...)
  if (!length(values)) {
    found <- eval(parse(text = call), globalenv())
    values <- list(est = coef(found), se = SE(found))
  }
  parts <- paste0('"', names(values), '": ', vapply(values, number, ""), collapse = ", ")
  entries <<- c(entries, sprintf('  {"id": "%s", "r": "%s", %s}', id, gsub('"', "'", call), parts))
}

# 1 banner: shares of every answer by sex, then by age
add("banner sex", "svyby(~factor(C01a), ~sex, a, svymean)")
add("banner age", "svyby(~factor(C01a), ~age, a, svymean)")
# 2 nested: women and men within village and town
add("nested", "svyby(~factor(C01a), ~sex + urban, a, svymean)")
# 3 grid of a battery
for (item in c("C01a", "C01b", "C01c")) {
  add(paste("grid", item), sprintf("svymean(~factor(%s), subset(d, !is.na(%s)))", item, item))
}
# 4 multiple response: shares of those who named a problem, by sex
known <- subset(d, !is.na(B03_1))
for (code in c(1, 2, 3, 4, 11, 13)) add(paste("several", code), sprintf("svyby(~B03_%d, ~sex, known, svymean)", code))
# 5 means with tests: of every two ages
means <- svyby(~C02, ~age, b, svymean, covmat = TRUE)
add("mean", "svyby(~C02, ~age, b, svymean)")
pairs <- combn(4, 2)
difference <- apply(pairs, 2, function(p) {
  weights <- rep(0, 4); weights[p] <- c(1, -1)
  found <- svycontrast(means, weights)
  df <- degf(subset(b, age %in% p))
  c(coef(found), SE(found), df, 2 * pt(-abs(coef(found) / SE(found)), df))
})
add("mean tests", "svycontrast(svyby(~C02, ~age, b, svymean, covmat = TRUE), pairs)",
    difference = difference[1, ], se = difference[2, ], df = difference[3, ], p = difference[4, ],
    holm = p.adjust(difference[4, ], "holm"), bh = p.adjust(difference[4, ], "BH"))
add("median", "svyby(~S03, ~sex, subset(d, !is.na(S03)), svyquantile, quantiles = 0.5, qrule = 'math', ci = TRUE)")
# 6 column proportions with letters: every answer, every two ages
shares <- svyby(~factor(C01a), ~age, a, svymean, covmat = TRUE)
tests <- NULL
for (row in 1:4) {
  tests <- cbind(tests, apply(pairs, 2, function(p) {
    weights <- rep(0, 16); weights[(row - 1) * 4 + p] <- c(1, -1)
    found <- svycontrast(shares, weights)
    df <- degf(subset(a, age %in% p))
    c(coef(found), SE(found), 2 * pt(-abs(coef(found) / SE(found)), df))
  }))
}
add("letters", "svycontrast(svyby(~factor(C01a), ~age, a, svymean, covmat = TRUE), pairs)",
    difference = tests[1, ], se = tests[2, ], p = tests[3, ],
    holm = p.adjust(tests[3, ], "holm"), bh = p.adjust(tests[3, ], "BH"))
# 7 totals and subtotals
add("net", "svyby(~as.numeric(C01a <= 2), ~sex, a, svymean)")
add("row", "svyby(~factor(sex), ~C01a, a, svymean)")
add("table", "svymean(~interaction(C01a, sex), a)")
add("count", "svyby(~factor(C01a), ~sex, a, svytotal)")
# 8 weighted and unweighted bases
add("bases", "as.numeric(table(people$sex[!is.na(people$C01a)]))",
    n = tapply(people$C01a, people$sex, function(x) sum(!is.na(x))),
    weight = tapply(ifelse(is.na(people$C01a), 0, people$weight), people$sex, sum),
    n_eff = tapply(ifelse(is.na(people$C01a), 0, people$weight), people$sex, sum)^2 /
      tapply(ifelse(is.na(people$C01a), 0, people$weight^2), people$sex, sum))
# against the total: the column is a part of it
a <- update(a, trusting = as.numeric(C01a == 1), both = as.numeric(C01a == 1 & sex %in% 2), women = as.numeric(sex %in% 2))
women <- svycontrast(svymean(~trusting + both + women, a), quote(both / women - trusting))
add("total", "svycontrast(svymean(~trusting + both + women, a), quote(both / women - trusting))", est = coef(women), se = SE(women))
# 9 regression
fit <- svyglm(I(C01a <= 2) ~ factor(sex) + S03, design = a, family = quasibinomial)
add("regression", "svyglm(I(C01a <= 2) ~ factor(sex) + S03, design = a, family = quasibinomial)",
    est = coef(fit), se = SE(fit), odds = exp(coef(fit)), low = exp(confint(fit, ddf = fit$df.residual))[, 1],
    high = exp(confint(fit, ddf = fit$df.residual))[, 2], p = summary(fit)$coefficients[, 4])
# 10 table one
add("one share", "svychisq(~C01a + sex, a)", p = svychisq(~C01a + sex, a)$p.value)
add("one mean", "regTermTest(svyglm(C02 ~ factor(age), b), ~factor(age))",
    p = regTermTest(svyglm(C02 ~ factor(age), design = b), ~factor(age))$p)

writeLines(c(
  "{", sprintf('"R": "%s",', R.version.string), sprintf('"survey": "%s",', packageVersion("survey")),
  '"entries": [', paste(entries, collapse = ",\n"), "]", "}"
), "analyst_tables.json")
