# make up, make test: each does all its set-up. `make help` lists the rest.
STACK ?= dev
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Where the parts are that this machine lacked; a machine that has them all has nothing there.
export PATH := $(shell toolchain/path):$(CURDIR)/node_modules/.bin:$(PATH)

node = MONITORING_IMAGES="$$(toolchain/images)" node

.PHONY: help
help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 17

.PHONY: up
up: setup ## Brings the stack up, repairs it, applies changes (STACK=dev)
	@$(node) commands/up.ts $(STACK)

.PHONY: preview
preview: setup ## Shows what up would change
	@$(node) commands/preview.ts $(STACK)

.PHONY: down
down: setup ## Takes the stack down and keeps its data; PURGE=1 removes the data too
	@$(node) commands/down.ts $(STACK) $(if $(PURGE),--purge)

.PHONY: password
password: setup ## Prints the password of Grafana's first user
	@$(node) commands/password.ts $(STACK)

.PHONY: drill
drill: node_modules/.installed ## Makes alerts happen and times their way to the receiver: ALERT=churn/ConsumerDown, or SEVERITY=critical
	@$(node) commands/drill.ts $(STACK) $(if $(ALERT),'--alert=$(ALERT)') $(if $(SEVERITY),'--severity=$(SEVERITY)')

.PHONY: dashboard-diff
dashboard-diff: setup ## Shows what was edited in Grafana, panel by panel; of UID=churn-consumer alone
	@$(node) commands/dashboard-diff.ts $(STACK) $(if $(UID),'--uid=$(UID)')

.PHONY: secret
secret: setup ## Sets a secret from standard input: make secret NAME=smtpPassword STACK=prod
	@$(node) commands/secret.ts $(STACK) --$(NAME)

.PHONY: test
test: setup ## Checks everything within 20 minutes
	@$(node) commands/test.ts

.PHONY: test-full
test-full: setup ## The longer tests too
	@toolchain/setup java python
	@$(node) commands/test.ts --full

.PHONY: render
render: node_modules/.installed ## Writes rendered/<stack> for dev and prod, or for STACK
	@for stack in $(if $(filter command line,$(origin STACK)),$(STACK),dev prod); do node commands/render.ts $$stack; done

.PHONY: bench
bench: node_modules/.installed ## Times the rendering; compares series of a running stack with their budgets
	@node commands/bench.ts $(STACK)

.PHONY: deploy-files
deploy-files: node_modules/.installed ## Writes what belongs beside the programs to DIR: make deploy-files DIR=../deploy PIPELINE=churn
	@node commands/deploy-files.ts '--dir=$(DIR)' $(if $(PIPELINE),'--pipeline=$(PIPELINE)') $(if $(PUSHGATEWAY),'--pushgateway=$(PUSHGATEWAY)')

.PHONY: docs
docs: node_modules/.installed ## Writes the configuration reference
	@node commands/docs.ts

.PHONY: record-metrics
record-metrics: setup ## Records the pages of real systems anew, or of ONLY=kafka, flink, spark, exporters, servers
	@$(node) commands/record-metrics.ts $(if $(ONLY),--$(ONLY))

.PHONY: lint
lint: node_modules/.installed ## Checks style and types
	@biome check --error-on-warnings . && tsc --noEmit

.PHONY: format
format: node_modules/.installed ## Formats the tree
	@biome check --write .

.PHONY: setup
setup: node_modules/.installed
	@toolchain/setup

node_modules/.installed: package-lock.json package.json
	@toolchain/setup node
	@echo "Installing the packages of package-lock.json"
	@npm ci --no-progress --loglevel=error
	@touch $@
