# shellcheck shell=bash
# The container images of settings/images.json: there already, else pulled, else built from their
# modules by recipes/<key>/image.sh, which sets
#   image_version  the version its module really is; the tag is the default one only if it is this
#   image_module   what it is built from, for the label
# and defines image_context DIRECTORY, which fills the build context.

declare -A image_refs=()
images_file=$CACHE/images.json

images_read() {
  local key ref
  image_refs=()
  # Node gives the keys in the file's order.
  while read -r key ref; do image_refs[$key]=$ref; image_keys+=("$key"); done < <(
    node -e 'for (const [key, ref] of Object.entries(JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")))) console.log(key, ref)' \
      "$here/../settings/images.json"
  )
  ((${#image_refs[@]})) || die "settings/images.json names no images"
}
image_keys=()

# REBUILD="web mail": builds these although they are there, as after a change of their recipe.
image_again() { [[ " ${REBUILD:-} " == *" $1 "* ]]; }

image_present() { docker image inspect --format '{{.Id}}' "$1" >/dev/null 2>&1; }

# The reference under which an image built here is known: the default's own if the version is the
# same, else its repository with the true version.
image_built_ref() {
  local image_version='' image_module=''
  # shellcheck source=/dev/null
  source "$here/recipes/$1/image.sh"
  local ref=${image_refs[$1]%@*}
  if [[ ${ref##*:} == "$image_version" ]]; then printf '%s\n' "$ref"; else printf '%s:%s\n' "${ref%:*}" "$image_version"; fi
}

images_missing() {
  local key
  if ! command -v node >/dev/null || ! docker_answers; then
    # What is there cannot be known yet; images_install looks again.
    for key in "$here"/recipes/*/image.sh; do missing "$(basename "$(dirname "$key")")"; done
    return
  fi
  images_read
  for key in "${image_keys[@]}"; do
    if image_again "$key"; then missing "$key"; continue; fi
    if image_present "${image_refs[$key]}"; then continue; fi
    if [[ ! -e $here/recipes/$key/image.sh ]]; then die "settings/images.json has $key, but toolchain/recipes/$key/image.sh is missing"; fi
    if ! image_present "$(image_built_ref "$key")"; then missing "$key"; fi
  done
}

images_install() {
  local ref built
  ((${#image_refs[@]})) || images_read
  ref=${image_refs[$unit]:-}
  if [[ -z $ref ]]; then return; fi
  if ! image_again "$unit"; then
    if image_present "$ref" || image_present "$(image_built_ref "$unit")"; then return; fi
    if image_pull "$ref"; then done_with "$ref"; return; fi
  fi
  built=$(image_built_ref "$unit")
  image_build "$unit" "$built"
  done_with "$built"
}

image_pull() {
  local registry=${1%%/*} endpoint
  case $registry in
    docker.io) endpoint=https://registry-1.docker.io/v2/ ;;
    *.* | *:*) endpoint=https://$registry/v2/ ;;
    *) endpoint=https://registry-1.docker.io/v2/ ;;
  esac
  reachable "$endpoint" && run "pulling $1" docker pull -q "$1"
}

# image_build KEY REF
image_build() {
  local context base image_version='' image_module=''
  # shellcheck source=/dev/null
  source "$here/recipes/$1/image.sh"
  base=$(image_base_ref)
  if ! image_present "$base"; then
    context=$(workspace image-base)
    run "assembling the base" image_base_context "$context"
    run "building the base" docker build -q -t "$base" "$context"
    rm -rf "$context"
  fi
  context=$(workspace "image-$1")
  ensure_go
  run "building from $image_module" image_context "$context"
  cp "$here/recipes/$1/Dockerfile" "$context/"
  run "making the image" docker build -q --build-arg "BASE=$base" -t "$2" \
    --label "org.opencontainers.image.version=$image_version" \
    --label "org.opencontainers.image.source=$image_module" \
    --label "org.opencontainers.image.description=Built by toolchain/ from the published $image_module, not by its publisher" \
    "$context"
  rm -rf "$context"
}

# The stack's own configuration points to these where the true version is not the default one.
images_finish() {
  local key ref entries=()
  ((${#image_refs[@]})) || images_read
  for key in "${image_keys[@]}"; do
    if image_present "${image_refs[$key]}"; then continue; fi
    ref=$(image_built_ref "$key")
    if image_present "$ref"; then entries+=("  \"$key\": \"$ref\""); fi
  done
  if ((${#entries[@]})); then
    (IFS=$'\n'; printf '{\n%s\n}\n' "${entries[*]/%/,}" | sed -z 's/,\n}/\n}/') >"$images_file.new"
  else
    printf '{}\n' >"$images_file.new"
  fi
  mv "$images_file.new" "$images_file"
}
