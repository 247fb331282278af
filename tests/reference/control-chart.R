# Weekly counts with trend, season and overdispersion; R's quasi-Poisson fit, its prediction one week ahead, and negative binomial tails.
library(jsonlite)
set.seed(20261121)
year <- 365.25 / 7

series <- function(weeks, mean, waves) {
  week <- seq_len(weeks) - 1
  counts <- rnbinom(weeks, mu = mean * exp(0.15 * week / year + 0.35 * cos(2 * pi * week / year + 1)), size = mean * 2)
  terms <- function(week) {
    frame <- data.frame(trend = (week - weeks / 2) / year)
    for (wave in seq_len(waves)) {
      frame[[paste0("c", wave)]] <- cos(2 * pi * wave * week / year)
      frame[[paste0("s", wave)]] <- sin(2 * pi * wave * week / year)
    }
    frame
  }
  data <- cbind(counts = counts, terms(week))
  fit <- glm(counts ~ ., family = quasipoisson, data = data, control = glm.control(epsilon = 1e-14, maxit = 100))
  ahead <- predict(fit, terms(weeks), se.fit = TRUE)
  dispersion <- max(1, sum((counts - fitted(fit))^2 / fitted(fit)) / (weeks - 2 - 2 * waves))
  scale <- dispersion / summary(fit)$dispersion
  list(
    counts = counts, fitted = unname(fitted(fit)), nextExpected = unname(exp(ahead$fit)),
    nextLogVariance = unname(ahead$se.fit^2 * scale), dispersion = dispersion, seasonWaves = waves
  )
}

tails <- function() {
  rows <- expand.grid(mean = c(0.02, 0.8, 4, 30, 900), dispersion = c(1.001, 1.4, 6), times = c(0.5, 1, 2, 4))
  rows$count <- pmax(1, round(rows$mean * rows$times))
  rows$variance <- rows$mean * rows$dispersion
  size <- rows$mean^2 / (rows$variance - rows$mean)
  rows$tail <- pnbinom(rows$count - 1, size = size, mu = rows$mean, lower.tail = FALSE)
  rows[c("count", "mean", "variance", "tail")]
}

write_json(
  list(courses = list(series(120, 20, 1), series(156, 45, 2)), tails = tails()),
  "tests/reference/control-chart.json", digits = NA, auto_unbox = TRUE, dataframe = "columns"
)
