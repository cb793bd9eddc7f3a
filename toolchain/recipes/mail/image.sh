# shellcheck shell=bash disable=SC2034
image_version=v1.0.1
image_module="Go module github.com/mailhog/MailHog $image_version"

image_context() { go_build "$here/recipes/mail" "$1" github.com/mailhog/MailHog; }
