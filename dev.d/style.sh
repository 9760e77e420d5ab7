# SPDX-License-Identifier: AGPL-3.0-or-later
# Formatting, types, generated files.

cpp_sources() { git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.hpp'; }

check_format() { cpp_sources | xargs -0 clang-format-19 --dry-run -Werror; }

write_types() { (cd web && npx --no-install openapi-typescript ../openapi/pult.yaml -o ../build/openapi.d.ts); }

check_types() {
  npm run check --prefix web
  local folder
  for folder in tests/component tests/e2e; do
    [ ! -f $folder/package.json ] || npm run check --prefix $folder
  done
}

verb_lint() {
  need_packages lint
  need_node
  need_npm_packages web
  local folder failed=0
  for folder in tests/component tests/e2e; do
    [ ! -f $folder/package.json ] || need_npm_packages $folder
  done
  attempt "Format of the C++ sources" lint-format check_format || failed=1
  attempt "Types of the TypeScript sources" lint-types check_types || failed=1
  return $failed
}

verb_format() {
  need_packages lint
  cpp_sources | xargs -0 clang-format-19 -i
}

verb_gen() {
  need_node
  need_npm_packages web
  step "Types of openapi/pult.yaml in build/openapi.d.ts" gen write_types
}
