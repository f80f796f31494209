# Reference values of R's packages survey and mitools for tests/reference/test_own_designs.py: replicate weights made and
# supplied, calibrated replicates, unequal probabilities, two phases, lonely PSUs, imputations.
# Run in this folder:  Rscript designs.R
# It reads files of ../r_survey/data, and writes designs.json.
suppressMessages(library(survey))
options(digits = 15, warn = -1)

reference <- function(name) read.csv(file.path("../r_survey/data", paste0(name, ".csv")))
syn <- reference("syn1000")
apistrat <- reference("apistrat")
apiclus1 <- reference("apiclus1")
bw <- as.matrix(reference("apistrat_boot40"))
el <- reference("election_pps")
jp <- as.matrix(reference("election_jointprob"))
el$large <- as.numeric(el$votes > 300000)
el$half <- rep(1:2, length.out = nrow(el))

entries <- list()
keep <- function(id, what, ...) {
  found <- tryCatch(what, error = function(e) list(error = conditionMessage(e)))
  out <- if (is.list(found) && !is.null(found$error)) found["error"] else {
    est <- if (inherits(found, "svyvar") || inherits(found, "svrepvar")) as.vector(found)[1] else as.vector(coef(found))
    se <- if (inherits(found, "svrepvar") || inherits(found, "svyvar")) sqrt(attr(found, "var"))[1] else as.vector(SE(found))
    c(list(est = unname(est), se = unname(se)), list(...))
  }
  entries[[id]] <<- out
}

dclus1nf <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
dclus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
dstratnf <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
dsyn <- svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = syn)
dsynfpc <- svydesign(id = ~psu, strata = ~district, weights = ~w0, fpc = ~Mh, nest = TRUE, data = syn)
scd <- svydesign(data = reference("scd"), prob = ~1, id = ~ambulance, strata = ~ESA, nest = TRUE)
nh <- reference("nhanes")
pairs <- nh[ave(nh$SDMVPSU, nh$SDMVSTRA, FUN = max) == 2, ]
dpairs <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = pairs)

# Jackknife
for (mse in c(TRUE, FALSE)) {
  jk1 <- as.svrepdesign(dclus1nf, type = "JK1", mse = mse)
  tag <- paste0("jk1.", mse, ".")
  keep(paste0(tag, "mean"), svymean(~api00 + enroll, jk1), df = degf(jk1))
  keep(paste0(tag, "total"), svytotal(~enroll, jk1))
  keep(paste0(tag, "ratio"), svyratio(~api.stu, ~enroll, jk1))
  keep(paste0(tag, "var"), svyvar(~api00, jk1))
  keep(paste0(tag, "subset"), svymean(~api00, subset(jk1, stype == "E")), df = degf(subset(jk1, stype == "E")))
  keep(paste0(tag, "by"), svyby(~api00, ~stype, jk1, svymean))
  keep(paste0(tag, "glm"), svyglm(I(sch.wide == "Yes") ~ ell + meals, jk1, family = quasibinomial))
  keep(paste0(tag, "contrast"), svycontrast(svymean(~api00 + enroll, jk1), c(1, -1)))
  jkn <- as.svrepdesign(dsyn, type = "JKn", mse = mse)
  tag <- paste0("jkn.", mse, ".")
  keep(paste0(tag, "mean"), svymean(~trust + visits, jkn), df = degf(jkn))
  keep(paste0(tag, "by"), svyby(~trust, ~sex, jkn, svymean))
  keep(paste0(tag, "total.by"), svyby(~visits, ~district, jkn, svytotal))
  keep(paste0(tag, "var"), svyvar(~visits, jkn))
}
keep("jk1.fpc", svymean(~api00 + enroll, as.svrepdesign(dclus1)))
keep("jkn.fpc", svytotal(~visits, as.svrepdesign(dsynfpc, type = "JKn")))
keep("jkn.strat", svytotal(~enroll, as.svrepdesign(dstrat, type = "JKn")))

# Half samples
for (name in c("scd", "pairs")) {
  d <- if (name == "scd") scd else dpairs
  f <- if (name == "scd") ~arrests + alive else ~HI_CHOL
  brr <- as.svrepdesign(d, type = "BRR")
  fay <- as.svrepdesign(d, type = "Fay", fay.rho = .3)
  keep(paste0("brr.", name, ".total"), svytotal(f, brr, na.rm = TRUE), df = degf(brr), n = ncol(brr$repweights))
  keep(paste0("brr.", name, ".mean"), svymean(f, brr, na.rm = TRUE))
  keep(paste0("fay.", name, ".mean"), svymean(f, fay, na.rm = TRUE))
}
keep("brr.scd.ratio", svyratio(~alive, ~arrests, as.svrepdesign(scd, type = "BRR")))
merged <- as.svrepdesign(dsyn, type = "BRR", large = "merge")
keep("brr.halve.total", svytotal(~visits, merged), df = degf(merged))
keep("brr.halve.mean", svymean(~trust, merged))

# Supplied
design <- function(...) svrepdesign(data = apistrat, weights = ~pw, ...)
factors <- bw / apistrat$pw
given <- list(
  BRR = design(repweights = bw, type = "BRR"), Fay = design(repweights = bw, type = "Fay", rho = .3),
  JK1 = design(repweights = bw, type = "JK1"), JK1scale = design(repweights = bw, type = "JK1", scale = .3),
  JK1factors = design(repweights = factors, type = "JK1", combined.weights = FALSE),
  JK1fpc = design(repweights = bw, type = "JK1", scale = .9, fpc = rep(c(.1, .2), 20), fpctype = "fraction"),
  JKn = design(repweights = bw, type = "JKn", rscales = rep(c(.5, .8), 20)),
  JKnfactors = design(repweights = factors, type = "JKn", combined.weights = FALSE),
  JK2 = design(repweights = bw, type = "JK2"), bootstrap = design(repweights = bw, type = "bootstrap"),
  average = design(repweights = bw, type = "bootstrap", bootstrap.average = 20),
  scaled = design(repweights = bw, type = "bootstrap", scale = .02, rscales = rep(c(1, 2), 20)),
  ACS = design(repweights = bw, type = "ACS", mse = TRUE), SDR = design(repweights = bw, type = "successive-difference"),
  other = design(repweights = bw, type = "other", scale = .025, rscales = rep(c(1, .5), 20), mse = TRUE)
)
for (name in names(given)) keep(paste0("given.", name), svymean(~api00 + enroll, given[[name]]), df = degf(given[[name]]))
keep("given.subset", svymean(~api00, subset(given$bootstrap, awards == "Yes")), df = degf(subset(given$bootstrap, awards == "Yes")))
few <- subset(given$bootstrap, enroll > 1800)
keep("given.few", svytotal(~enroll, few), df = degf(few))

# Calibrated replicates
people <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
rep1 <- as.svrepdesign(dclus1)
keep("cal.post", svymean(~api00, postStratify(rep1, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)))))
margins <- list(data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)), data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122)))
raked <- rake(rep1, list(~stype, ~sch.wide), margins, control = list(epsilon = 1e-12, maxit = 500))
keep("cal.rake", svymean(~api00 + enroll, raked))
keep("cal.rake.by", svyby(~enroll, ~stype, raked, svytotal))
keep("cal.logit", svymean(~api00 + enroll, calibrate(rep1, ~stype + api99, c(people, api99 = 3914069), calfun = "logit", bounds = c(.2, 3), epsilon = 1e-11, maxit = 500)))
keep("cal.bounded", svymean(~api00 + enroll, calibrate(rep1, ~stype + api99, c(people, api99 = 3914069), bounds = c(.4, 2.5), epsilon = 1e-11, maxit = 500)))
keep("cal.jkn", svymean(~visits, calibrate(as.svrepdesign(dsyn, type = "JKn"), ~factor(agegrp) + trust, setNames(c(1053000, 150000, 200000, 180000, 170000, 160000, 560000), c("(Intercept)", paste0("factor(agegrp)", 2:6), "trust")))))

# Unequal probabilities
pps <- list(
  brewer = svydesign(id = ~1, fpc = ~p, data = el, pps = "brewer"),
  overton = svydesign(id = ~1, fpc = ~p, data = el, pps = "overton"),
  hr = svydesign(id = ~1, fpc = ~p, data = el, pps = HR(sum(el$p^2) / 40)),
  hr1 = svydesign(id = ~1, fpc = ~p, data = el, pps = HR()),
  joint = svydesign(id = ~1, fpc = ~p, data = el, pps = ppsmat(jp), variance = "HT"),
  jointyg = svydesign(id = ~1, fpc = ~p, data = el, pps = ppsmat(jp), variance = "YG"),
  overtonyg = svydesign(id = ~1, fpc = ~p, data = el, pps = "overton", variance = "YG"),
  brewerstrata = svydesign(id = ~1, strata = ~half, fpc = ~p, data = el, pps = "brewer"),
  overtonstrata = svydesign(id = ~1, strata = ~half, fpc = ~p, data = el, pps = "overton"),
  replace = svydesign(id = ~1, weights = ~wt, data = el)
)
for (name in names(pps)) {
  d <- pps[[name]]
  keep(paste0("pps.", name, ".total"), svytotal(~Bush + Kerry + Nader, d))
  keep(paste0("pps.", name, ".mean"), svymean(~Bush + Nader, d))
  keep(paste0("pps.", name, ".ratio"), svyratio(~Bush, ~Kerry, d))
  keep(paste0("pps.", name, ".domain"), svytotal(~Bush, subset(d, large == 1)))
  keep(paste0("pps.", name, ".domain.mean"), svymean(~Kerry, subset(d, large == 1)))
  keep(paste0("pps.", name, ".by"), svyby(~Kerry, ~half, d, svytotal))
}

# Two phases; the number of a point is unique, since R mixes up clusters that are not in order
syn$p1 <- 1 / syn$w0
syn$everybody <- 5000
syn$point <- syn$district * 100 + syn$psu
first <- list(plain = list(), weights = list(probs = list(~p1, NULL)), fpc = list(fpc = list(~everybody, NULL)))
for (method in c("simple", "full")) for (name in names(first)) {
  more <- first[[name]]
  if (method == "simple" && name == "weights") more <- list(weights = list(~w0, NULL))
  d <- do.call(twophase, c(list(id = list(~id, ~id), strata = list(NULL, ~sex), data = syn, subset = ~in2 == 1, method = method), more))
  tag <- paste("twophase", method, name, "", sep = ".")
  keep(paste0(tag, "mean"), svymean(~trust + visits, d), df = degf(d))
  keep(paste0(tag, "total"), svytotal(~visits, d))
  keep(paste0(tag, "by"), svyby(~trust, ~agegrp, d, svymean))
  keep(paste0(tag, "ratio"), svyratio(~trust, ~visits, d))
  cal <- calibrate(d, ~factor(agegrp) + trust, phase = 2)
  keep(paste0(tag, "cal"), svymean(~visits, cal))
  keep(paste0(tag, "cal.total"), svytotal(~visits, cal))
}
clusters <- twophase(id = list(~point, ~id), strata = list(~district, ~sex), weights = list(~w0, NULL), data = syn, subset = ~in2 == 1, method = "simple")
keep("twophase.simple.clusters", svymean(~trust + visits, clusters))
unstratified <- twophase(id = list(~id, ~id), strata = list(NULL, NULL), data = syn, subset = ~in2 == 1)
keep("twophase.full.unstratified", svymean(~trust + visits, unstratified))

# Lonely PSUs. Since version 4.4 "adjust" takes the mean of all strata, before it took 0: totals then differ
alone <- svydesign(id = ~psu_l, strata = ~district, weights = ~w0, nest = TRUE, data = syn)
for (rule in c("remove", "certainty", "adjust", "average")) for (domain in c(TRUE, FALSE)) {
  options(survey.lonely.psu = rule, survey.adjust.domain.lonely = domain)
  tag <- paste("lonely", rule, domain, "", sep = ".")
  part <- subset(alone, group %in% 5:8)
  keep(paste0(tag, "mean"), svymean(~trust + visits, alone))
  if (rule != "adjust") keep(paste0(tag, "total"), svytotal(~trust + visits, alone))
  keep(paste0(tag, "by"), svyby(~trust, ~sex, alone, svymean))
  keep(paste0(tag, "domain"), svymean(~trust, part), df = degf(part))
  if (rule != "adjust") keep(paste0(tag, "domain.total"), svytotal(~visits, part))
  if (rule != "adjust") keep(paste0(tag, "solo"), svytotal(~visits, subset(alone, solo == 1)))
  keep(paste0(tag, "ratio"), svyratio(~visits, ~trust, subset(alone, rare == 1)))
  if (!domain) keep(paste0(tag, "jkn"), svymean(~trust + visits, as.svrepdesign(alone, type = "JKn")))
}
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)

# Imputations
completed <- lapply(1:5, function(k) {
  d <- syn
  d$income[is.na(d$income)] <- 6000 + 1500 * k
  svydesign(id = ~psu, strata = ~district, weights = ~w0, nest = TRUE, data = d)
})
for (df in c(Inf, 106)) {
  means <- mitools::MIcombine(lapply(completed, function(d) svymean(~income + visits, d)), df.complete = df)
  entries[[paste0("mi.mean.", df)]] <- list(est = unname(coef(means)), se = unname(SE(means)), df = unname(means$df), missing = unname(means$missinfo), covariance = unname(vcov(means)[1, 2]))
}
by <- mitools::MIcombine(lapply(completed, function(d) svyby(~income, ~sex, d, svymean, covmat = TRUE)))
entries[["mi.by"]] <- list(est = unname(coef(by)), se = unname(SE(by)), df = unname(by$df), missing = unname(by$missinfo), covariance = unname(vcov(by)[1, 2]))

clean <- function(x) if (is.character(x)) x else lapply(x, function(y) if (is.character(y)) y else ifelse(is.finite(y), y, as.character(y)))
about <- list(R = R.version.string, survey = as.character(packageVersion("survey")), mitools = as.character(packageVersion("mitools")))
writeLines(jsonlite::toJSON(list(about = about, entries = lapply(entries, clean)), digits = NA, auto_unbox = FALSE, pretty = FALSE), "designs.json")
