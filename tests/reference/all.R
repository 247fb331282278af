# Every reference of this folder anew: Rscript tests/reference/all.R
for (script in setdiff(list.files("tests/reference", pattern = "[.]R$", full.names = TRUE), "tests/reference/all.R")) {
  message(script)
  source(script, local = new.env())
}
