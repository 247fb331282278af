# Writes every reference anew, from the root of the project: Rscript tests/reference/all.R
for (script in setdiff(list.files("tests/reference", "\\.R$", full.names = TRUE), "tests/reference/all.R")) source(script)
