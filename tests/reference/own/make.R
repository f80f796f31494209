# Reference values of R's package survey for tests/reference/test_own.py, on data kept beside this file.
# Run in this folder:  Rscript make.R
# It writes regions.csv (made up, from a fixed seed, only when absent) and answers.json.
suppressMessages(library(survey))
options(digits = 15)

if (!file.exists("regions.csv")) {
  set.seed(20180101)
  units <- data.frame(unit = rep(1:6, times = c(5, 4, 4, 3, 3, 2)))
  units$point <- ave(units$unit, units$unit, FUN = seq_along)
  units$points <- c(40, 25, 30, 12, 9, 7)[units$unit]
  people <- units[rep(seq_len(nrow(units)), each = 6), ]
  n <- nrow(people)
  lift <- rnorm(nrow(units), 0, 0.5)[rep(seq_len(nrow(units)), each = 6)]
  people$sex <- sample(1:2, n, TRUE)
  people$age <- sample(c("18-29", "30-44", "45-59", "60+"), n, TRUE)
  people$town <- as.integer(people$unit <= 2)
  people$households <- sample(8:20, n, TRUE)
  people$trust <- pmin(pmax(round(2.2 + lift + rnorm(n)), 1), 4)
  people$trust[sample(n, 9)] <- NA
  people$score <- round(55 + 12 * lift + rnorm(n, 0, 15), 1)
  people$visits <- rpois(n, 2)
  people$weight <- round(people$points / ave(people$point, people$unit, FUN = max) * runif(n, 20, 60), 3)
  write.csv(people, "regions.csv", row.names = FALSE, quote = FALSE)
}
people <- read.csv("regions.csv")
people$two <- as.numeric(people$trust %in% 1:2)
people$two[is.na(people$trust)] <- NA

designs <- list(
  strata = svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people),
  fpc = svydesign(id = ~point, strata = ~unit, weights = ~weight, fpc = ~points, nest = TRUE, data = people),
  elements = svydesign(id = ~1, strata = ~unit, weights = ~weight, data = people)
)
margins <- list(
  data.frame(sex = 1:2, Freq = c(4100, 4700)),
  data.frame(age = c("18-29", "30-44", "45-59", "60+"), Freq = c(2500, 2700, 2000, 1600)),
  data.frame(town = 0:1, Freq = c(3600, 5200))
)
raked <- rake(designs$strata, list(~sex, ~age, ~town), margins, control = list(epsilon = 1e-13, maxit = 10000))
designs$raked <- raked
designs$trimmed <- trimWeights(raked, upper = 2.5 * median(weights(raked)))
designs$poststratified <- postStratify(designs$strata, ~town, margins[[3]])
designs$chained <- rake(designs$poststratified, list(~sex, ~age), margins[1:2], control = list(epsilon = 1e-13, maxit = 10000))

# name, design, call, what is read off
calls <- list(
  list("strata", "svymean(~score, d, deff = TRUE)"),
  list("strata", "svymean(~score, d, deff = 'replace')"),
  list("strata", "svymean(~trust, d, na.rm = TRUE, deff = TRUE)"),
  list("strata", "svymean(~two, d, na.rm = TRUE, deff = TRUE)"),
  list("strata", "svytotal(~visits, d, deff = TRUE)"),
  list("strata", "svytotal(~visits, d, deff = 'replace')"),
  list("strata", "svyratio(~visits, ~households, d, deff = TRUE)"),
  list("strata", "svyby(~score, ~age, d, svymean, deff = TRUE)"),
  list("strata", "svyby(~visits, ~sex, d, svytotal, deff = TRUE)"),
  list("strata", "svyby(~visits, ~sex, denominator = ~households, d, svyratio)"),
  list("strata", "svymean(~score, subset(d, town == 1 & sex == 2), deff = TRUE)"),
  list("fpc", "svymean(~score, d, deff = TRUE)"),
  list("fpc", "svytotal(~score, d)"),
  list("fpc", "svyby(~two, ~unit, d, svymean, na.rm = TRUE)"),
  list("elements", "svymean(~score, d, deff = TRUE)"),
  list("elements", "svyby(~score, ~town, d, svymean)"),
  list("raked", "svymean(~score, d)"),
  list("raked", "svytotal(~visits, d)"),
  list("raked", "svyratio(~visits, ~households, d)"),
  list("raked", "svyby(~score, ~age, d, svymean)"),
  list("raked", "svymean(~two, subset(d, sex == 2), na.rm = TRUE)"),
  list("trimmed", "svymean(~score, d)"),
  list("trimmed", "svytotal(~visits, d)"),
  list("poststratified", "svymean(~score, d)"),
  list("poststratified", "svytotal(~visits, d)"),
  list("chained", "svymean(~score, d)"),
  list("chained", "svyby(~visits, ~sex, d, svytotal)")
)

number <- function(x) paste0("[", paste(format(as.vector(x), digits = 15, scientific = TRUE), collapse = ", "), "]")
entry <- function(call) {
  d <- designs[[call[[1]]]]
  found <- eval(parse(text = call[[2]]))
  parts <- c(est = number(coef(found)), se = number(SE(found)))
  if (grepl("deff", call[[2]])) parts <- c(parts, deff = number(deff(found)))
  fields <- paste(sprintf('"%s": %s', names(parts), parts), collapse = ", ")
  sprintf('    {"design": "%s", "r": "%s", %s}', call[[1]], gsub('"', "'", call[[2]]), fields)
}
weights_of <- function(name) sprintf('    "%s": %s', name, number(weights(designs[[name]])))
writeLines(c(
  "{",
  sprintf('  "R": "%s",', R.version.string),
  sprintf('  "survey": "%s",', packageVersion("survey")),
  '  "entries": [', paste(vapply(calls, entry, ""), collapse = ",\n"), "  ],",
  '  "weights": {', paste(vapply(c("raked", "trimmed", "chained"), weights_of, ""), collapse = ",\n"), "  }",
  "}"
), "answers.json")
