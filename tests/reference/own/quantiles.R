# Reference values of R's package survey for tests/reference/test_own_quantiles.py, on regions.csv (see make.R).
# Run in this folder:  Rscript quantiles.R
# It writes quantiles.json.
suppressMessages(library(survey))
options(digits = 15)

people <- read.csv("regions.csv")
strata <- svydesign(id = ~point, strata = ~unit, weights = ~weight, nest = TRUE, data = people)
designs <- list(
  strata = strata,
  fpc = svydesign(id = ~point, strata = ~unit, weights = ~weight, fpc = ~points, nest = TRUE, data = people),
  elements = svydesign(id = ~1, strata = ~unit, weights = ~weight, data = people),
  town = subset(strata, town == 1),
  poststratified = postStratify(strata, ~town, data.frame(town = 0:1, Freq = c(3600, 5200)))
)
p <- c(0.1, 0.25, 0.5, 0.9)

call <- function(design, text) list(design, text)
calls <- list()
for (rule in c("math", "school", "shahvaish", paste0("hf", 1:9))) {
  calls <- c(calls, list(call("strata", sprintf("svyquantile(~score, d, p, qrule = '%s')", rule))))
  calls <- c(calls, list(call("fpc", sprintf("svyquantile(~households, d, p, qrule = '%s')", rule))))
}
for (interval in c("mean", "beta", "xlogit", "asin", "score")) {
  for (rule in c("math", "hf7")) {
    form <- "svyquantile(~score, d, p, qrule = '%s', interval.type = '%s')"
    calls <- c(calls, lapply(c("fpc", "elements", "town", "poststratified"), call, sprintf(form, rule, interval)))
  }
}
for (ties in c("discrete", "rounded")) for (interval in c("Wald", "betaWald")) {
  form <- "oldsvyquantile(~score, d, p, ci = TRUE, ties = '%s', interval.type = '%s')"
  calls <- c(calls, lapply(c("strata", "elements"), call, sprintf(form, ties, interval)))
}
for (method in c("logit", "likelihood", "asin", "beta", "mean", "xlogit")) {
  form <- "svyciprop(~I(sex == 1), d, method = '%s')"
  calls <- c(calls, lapply(c("strata", "fpc", "elements", "town", "poststratified"), call, sprintf(form, method)))
  calls <- c(calls, list(call("strata", sprintf("svyciprop(~I(score > 85), d, method = '%s', level = 0.9)", method))))
}
for (design in names(designs)) {
  calls <- c(calls, list(call(design, "svyvar(~score, d)"), call(design, "svyvar(~score + visits, d)")))
}
calls <- c(calls, list(
  call("strata", "svyquantile(~score, d, p, alpha = 0.1)"),
  call("strata", "svyquantile(~score, d, p, df = Inf)"),
  call("strata", "svyby(~score, ~sex, d, svyquantile, quantiles = 0.5)"),
  call("strata", "svyby(~score, ~sex, d, svyvar)")
))

number <- function(x) {
  shown <- format(as.vector(x), digits = 15, scientific = TRUE)
  paste0("[", paste(ifelse(is.finite(x), shown, "null"), collapse = ", "), "]")
}
limits <- function(found) {
  if (inherits(found, "newsvyquantile")) return(as.vector(t(confint(found))))
  if (inherits(found, "oldsvyquantile") || is.list(found) && !is.null(found$CIs)) return(as.vector(found$CIs))
  if (inherits(found, "svyciprop")) return(as.vector(confint(found)))
  NULL
}
entry <- function(call) {
  d <- designs[[call[[1]]]]
  found <- suppressWarnings(eval(parse(text = call[[2]])))
  est <- if (is.list(found) && !is.null(found$quantiles)) found$quantiles else coef(found)
  se <- if (inherits(found, "svyvar")) sqrt(diag(as.matrix(vcov(found)))) else SE(found)
  ci <- limits(found)
  paste0(
    "  {\"design\": \"", call[[1]], "\", \"r\": \"", call[[2]], "\", \"est\": ", number(as.vector(est)),
    ", \"se\": ", number(as.vector(se)), if (!is.null(ci)) paste0(", \"ci\": ", number(ci)), "}"
  )
}
header <- sprintf("{\"R\": \"%s\", \"survey\": \"%s\", \"entries\": [", R.version.string, packageVersion("survey"))
writeLines(c(header, paste(sapply(calls, entry), collapse = ",\n"), "]}"), "quantiles.json")
