# Reference values of R's package survey for tests/reference/test_own_change.py: differences between two waves.
# Run in this folder:  Rscript change.R
# It reads regions.csv, kept beside it, and syn1000.csv of ../r_survey/data, which is in the
# repository, and writes change.json. The waves are artificial: interviews split by a rule and weighed otherwise.
suppressMessages(library(survey))
options(digits = 15, survey.lonely.psu = "certainty")

number <- function(x) paste0("[", paste(format(as.vector(x), digits = 15, scientific = TRUE), collapse = ", "), "]")

# The difference of two rows of an svyby with its covariance, for each pair of domains.
differ <- function(found, pairs) {
  lines <- lapply(pairs, function(pair) {
    coefficients <- rep(0, length(coef(found)))
    coefficients[pair] <- c(-1, 1)
    found <- svycontrast(found, coefficients)
    c(coef(found), SE(found))
  })
  matrix(unlist(lines), 2)
}
entry <- function(data, design, call, found, pairs) {
  both <- differ(found, pairs)
  sprintf('  {"data": "%s", "design": "%s", "r": "%s", "change": %s, "se": %s}', data, design,
          gsub('"', "'", call), number(both[1, ]), number(both[2, ]))
}
# Blanks are left out by subset(): with na.rm = TRUE and covmat = TRUE svyby of survey 4.1 stops.
# R: domains of an svyby run with the first variable fastest; wave is first, so that pairs are neighbours.
neighbours <- function(n) lapply(seq_len(n), function(at) c(2 * at - 1, 2 * at))

syn <- read.csv("../r_survey/data/syn1000.csv")
syn$stratum <- syn$district
syn$wave <- 1 + syn$id %% 2
syn$w <- syn$w0 * ifelse(syn$wave == 2, 1 + (syn$id %% 5) / 10, 1)
syn$trust[syn$id %% 17 == 0] <- NA
regions <- read.csv("regions.csv")
regions$id <- seq_len(nrow(regions))
regions$stratum <- regions$unit
regions$psu <- regions$point
regions$wave <- 1 + regions$id %% 2
regions$w <- regions$weight * ifelse(regions$wave == 2, 1.2, 1)

kept <- function(d) svydesign(id = ~psu, strata = ~stratum, weights = ~w, nest = TRUE, data = d)
fpc <- function(d) svydesign(id = ~psu, strata = ~stratum, weights = ~w, fpc = ~points, nest = TRUE, data = d)
# Waves of different PSUs are different strata.
apart <- function(d) {
  d <- d[d$wave == 1 + d$psu %% 2, ]
  svydesign(id = ~psu, strata = ~interaction(stratum, wave, drop = TRUE), weights = ~w, nest = TRUE, data = d)
}
fitted <- function(d) {
  d$cell <- interaction(d$wave, d$sex)
  targets <- data.frame(cell = c("1.1", "2.1", "1.2", "2.2"), Freq = c(4100, 4300, 4700, 4600))
  postStratify(kept(d), ~cell, targets)
}

entries <- c()
add <- function(data, name, design, call, n) {
  d <- design
  entries <<- c(entries, entry(data, name, call, eval(parse(text = call)), neighbours(n)))
}
for (name in c("kept", "apart")) {
  d <- get(name)(syn)
  add("syn1000", name, d, "svyby(~income, ~wave, subset(d, !is.na(income)), svymean, covmat = TRUE)", 1)
  add("syn1000", name, d, "svyby(~trust, ~wave, subset(d, !is.na(trust)), svymean, covmat = TRUE)", 1)
  add("syn1000", name, d, "svyby(~visits, ~wave, d, svytotal, covmat = TRUE)", 1)
  add("syn1000", name, d, "svyby(~trust, ~wave + sex, subset(d, !is.na(trust)), svymean, covmat = TRUE)", 2)
  add("syn1000", name, d, "svyby(~income, ~wave, subset(d, urban == 1 & !is.na(income)), svymean, covmat = TRUE)", 1)
  add("syn1000", name, d, "svyby(~income, ~wave, denominator = ~visits, subset(d, !is.na(income)), svyratio, covmat = TRUE)", 1)
}
for (name in c("kept", "fpc")) {
  d <- get(name)(regions)
  add("regions", name, d, "svyby(~score, ~wave, d, svymean, covmat = TRUE)", 1)
  add("regions", name, d, "svyby(~visits, ~wave + town, d, svytotal, covmat = TRUE)", 2)
}
# svyby of survey 4.1 stops at a calibrated design with covmat = TRUE.
for (call in c("svytotal(~I(visits * (wave == 1)) + I(visits * (wave == 2)), d)",
               "svytotal(~I(score * (wave == 1)) + I(score * (wave == 2)), d)")) {
  add("regions", "fitted", fitted(regions), call, 1)
}
writeLines(c(
  "{",
  sprintf('"R": "%s",', R.version.string),
  sprintf('"survey": "%s",', packageVersion("survey")),
  '"entries": [', paste(entries, collapse = ",\n"), "]",
  "}"
), "change.json")
