# Kendall's trend and exact comparison of two Poisson counts from base R, and Fisher-like tails: small synthetic series.
library(jsonlite)
set.seed(1945)
series <- c(
  list(c(1, 2, 3, 4, 5, 6), c(5, 3, 8, 1, 9, 2, 7)),
  lapply(c(8, 12, 24), function(n) round(rnorm(n) + seq_len(n) * 0.15, 6)),
  list(c(1, 1, 2, 3, 3, 5, 4, 4, 6, 8, 7, 9), c(0, 0, 0, 1, 0, 2, 1, 3, 2, 2, 4, 3))
)
trend <- lapply(series, function(x) {
  ties <- length(unique(x)) < length(x)
  test <- suppressWarnings(cor.test(x, seq_along(x), method = "kendall", exact = !ties, continuity = TRUE))
  list(values = x, ties = ties, p = test$p.value)
})
pairs <- list(c(3, 12, 0.5), c(40, 61, 0.5), c(0, 7, 0.5), c(200, 150, 0.5), c(10, 30, 0.4), c(28, 3, 0.52))
comparison <- lapply(pairs, function(c) {
  n <- c[1] + c[2]
  upper <- pbinom(c[2] - 1, n, c[3], lower.tail = FALSE)
  lower <- pbinom(c[2], n, c[3])
  list(before = c[1], now = c[2], share = c[3], p = min(1, 2 * min(upper, lower)))
})
write_json(list(trend = trend, comparison = comparison), "tests/reference/trend.json", auto_unbox = TRUE, digits = 17, pretty = TRUE)
