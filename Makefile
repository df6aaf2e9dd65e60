# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One readable Makefile: no recursion, no configure step, every variant in its own directory.
# `make help` lists the targets; V=1 shows the commands.

VERSION  := 0.1.0
RELEASE_DATE := 2026-11-23
VARIANT  ?= release
ifeq ($(origin CC),default)
CC       := gcc
endif
BUILD    ?= build/$(VARIANT)
Q        := $(if $(V),,@)

prefix   ?= /usr/local
bindir   ?= $(prefix)/bin
mandir   ?= $(prefix)/share/man
datadir  ?= $(prefix)/share
docdir   ?= $(datadir)/doc/fisc

HDF5     := $(firstword $(foreach p,hdf5-serial hdf5,$(shell pkg-config --exists $(p) && echo $(p))))
# Where it is: one planner needs it.
NLOPT    := $(shell pkg-config --exists nlopt && echo nlopt)
PACKAGES := gsl libcjson libxxhash sleef libcurl libcrypto zlib sqlite3 $(NLOPT) $(HDF5)

FLAGS_release := -O3 -g
FLAGS_debug   := -O0 -g
FLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
FLAGS_sse2    := $(FLAGS_release) -DFISC_NO_TARGET_CLONES
FLAGS_avx2    := -O3 -DFISC_NO_TARGET_CLONES -mavx2 -mfma
FLAGS_avx512  := -O3 -DFISC_NO_TARGET_CLONES -march=x86-64-v4
FLAGS_clang   := -O3
FLAGS_toys    := -O1 -DFISC_TOY_KINDS
FLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
ifneq ($(filter clang fuzz,$(VARIANT)),)
CC := clang
endif

# Faults of memory end the process instead of serving a stranger (SECURITY.md); a test reads the binary.  Sanitizers
# look themselves, and debug is not optimised, which _FORTIFY_SOURCE needs.  Distributions may set it already.
HARDENED := release sse2 avx2 avx512 clang toys
ifneq ($(filter $(VARIANT),$(HARDENED)),)
HARDENING := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE \
             $(if $(filter x86_64 i%86,$(shell uname -m)),-fcf-protection)
LDFLAGS  += -pie -Wl,-z,relro,-z,now
endif

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wswitch-enum -Wstrict-prototypes \
            -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef \
            $(if $(CI),-Werror)
CPPFLAGS += -I. -I$(BUILD) -MMD -MP -D_GNU_SOURCE -DH5_USE_110_API -DFISC_VERSION='"$(VERSION)"' \
            -DFISC_RELEASE_DATE='"$(RELEASE_DATE)"' \
            $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null))
# -ffp-contract=off: no flag, compiler or processor may move a result (docs/decisions).  -fno-trapping-math moves none:
# nobody looks at the processor's exception flags, and loops with a condition become vectors.
CFLAGS   += -std=c17 -fopenmp -ffp-contract=off -fno-trapping-math $(WARNINGS) $(FLAGS_$(VARIANT)) $(HARDENING)
LDLIBS   += $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) $(if $(filter hdf5-serial,$(HDF5)),-lhdf5_serial_hl,-lhdf5_hl) -lm

# The one file of inner loops: comparisons without NaN let the compiler vectorise them.
FINITE_MATH := -fno-math-errno -ffinite-math-only -fno-signed-zeros
FLAGS_model/kernel.o := $(FINITE_MATH)
FLAGS_agents/logit_kernel.o := $(FINITE_MATH)

# Every folder of calibration/ with code is a country.
COUNTRIES := $(patsubst %/,%,$(sort $(dir $(wildcard calibration/*/*.c))))
FOLDERS  := base config io model llm calibration $(COUNTRIES) agents planner simulation runs \
            studies studies/sweep studies/model_card
SOURCES  := $(wildcard $(addsuffix /*.c,$(FOLDERS) llm/profiles llm/wires)) \
            $(if $(filter toys,$(VARIANT)),$(wildcard tests/toys/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/calibration/tables_embedded.o $(BUILD)/llm/prompts_embedded.o

# Only what has clones for other instruction sets is another object without them.
ifeq ($(VARIANT),sse2)
OWN      := $(patsubst %.c,$(BUILD)/%.o,$(shell grep -l TARGET_CLONES $(SOURCES)) runs/build_info.c)
OBJECTS  := $(OWN) $(patsubst $(BUILD)/%,build/release/%,$(filter-out $(OWN),$(OBJECTS)))
$(filter build/release/%,$(OBJECTS)): release ;
endif
LIBRARY  := $(BUILD)/libfisc.a
PROGRAM  := $(BUILD)/fisc

all: $(PROGRAM)  ## build the library and the program

$(PROGRAM): $(patsubst %.c,$(BUILD)/%.o,$(wildcard cli/*.c)) $(LIBRARY)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(LIBRARY): $(OBJECTS)
	$(Q)rm -f $@ && ar rcsD $@ $^

$(BUILD)/%.o: %.c
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) $(FLAGS_$*.o) -c $< -o $@

# What the run file says about its maker; the commit only where git knows it.
GIT_COMMIT := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
FLAGS_runs/build_info.o := -DFISC_GIT_COMMIT='"$(GIT_COMMIT)"' \
                                 -DFISC_COMPILER_FLAGS='"$(strip $(FLAGS_$(VARIANT)) -ffp-contract=off $(HARDENING))"'
$(BUILD)/git_commit: FORCE
	$(Q)mkdir -p $(@D) && { echo '$(GIT_COMMIT)' | cmp -s - $@ || echo '$(GIT_COMMIT)' > $@; }
$(BUILD)/runs/build_info.o: $(BUILD)/git_commit

# A library that comes or goes makes its planner anew.
FLAGS_planner/nlopt.o := $(if $(NLOPT),-DFISC_HAS_NLOPT)
$(BUILD)/has_nlopt: FORCE
	$(Q)mkdir -p $(@D) && { echo '$(NLOPT)' | cmp -s - $@ || echo '$(NLOPT)' > $@; }
$(BUILD)/planner/nlopt.o: $(BUILD)/has_nlopt

# Every CSV table becomes a C string inside the program, so fisc finds its tables from any
# directory.
TABLES   := $(sort $(wildcard calibration/tables/*.csv calibration/*/tables/*.csv))
$(BUILD)/calibration/tables_embedded.c: $(TABLES) tools/embed_tables.sh
	$(Q)mkdir -p $(@D) && sh tools/embed_tables.sh $(filter %.csv,$^) > $@
# So do the prompts.
$(BUILD)/llm/prompts_embedded.c: $(sort $(wildcard */prompts/*.txt */*/prompts/*.txt)) tools/embed_prompts.sh
	$(Q)mkdir -p $(@D) && sh tools/embed_prompts.sh $(filter %.txt,$^) > $@
$(BUILD)/%_embedded.o: $(BUILD)/%_embedded.c
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c $< -o $@

# ---- the two commands of the README ------------------------------------------------------------

bootstrap:
	$(Q)sh tools/bootstrap.sh build $(BOOTSTRAP)

# Packages that were just installed are only seen by a new make.
demo: bootstrap  ## install what is missing, run the main job, draw it
	@$(MAKE) --no-print-directory demo-run

demo-run: $(PROGRAM)
	@$(PROGRAM) run experiments/configs/demo.json --output results/demo --force
	@python=$$(sh tools/python.sh build/venv) && if [ -n "$$python" ]; then \
	    PYTHONPATH=analysis "$$python" -m fisc comparison results/demo --output results/demo/demo.png; fi
	@echo && echo "Ten workers and a planner simulated by a language model of 135 million parameters, from its recorded replies."
	@echo "It shows that the loop works, not how people behave: one worker to whom such a model gives many times the usual"
	@echo "hours makes mean utility negative."
	@$(PROGRAM) run experiments/configs/bounded_small.json --set llm.mode=replay --force \
	    --set llm.transcript=experiments/transcripts/bounded_small.gz \
	    --set llm.model_card=experiments/transcripts/bounded_small_card.json --output results/bounded_small
	@echo "Live: 'make llm' in one terminal, 'build/release/fisc run experiments/configs/bounded_small.json' in another"

LLM_PORT ?= 8080
llm:  ## start a small real language model on loopback (LLM_PORT), until ctrl-C
	$(Q)sh tools/llm_server.sh build/llm-venv
	@echo "In another terminal: build/release/fisc run experiments/configs/bounded_small.json"
	@build/llm-venv/bin/python tools/llm_server.py $(LLM_PORT)

calibrate: $(PROGRAM)  ## fit the U.S. workforce again and draw the fit, in build/calibration
	@$(PROGRAM) calibrate --output build/calibration
	@python=$$(sh tools/python.sh build/venv) && if [ -n "$$python" ]; then \
	    PYTHONPATH=analysis "$$python" -m fisc fit build/calibration --output build/calibration/fit.png; fi

# ---- tests -------------------------------------------------------------------------------------

# Every tests/{unit,property}/test_NAME.c is one cmocka program.  What is particular about a test (slow,
# alone, waits, not under sanitizers) stands in its file: tools/run_tests.py.
TEST_SOURCES  := $(wildcard tests/unit/test_*.c tests/property/test_*.c)
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)
SYSTEM_TESTS  := $(sort $(wildcard tests/system/test_*.py tests/system/test_*.sh))
PYTHON   ?= $(firstword $(wildcard /usr/bin/python3) python3)

# TESTS='kill sweep': only tests with one of these words in their names.
has_word = $(strip $(foreach word,$(TESTS),$(findstring $(word),$(notdir $(1)))))
CHOSEN_PROGRAMS := $(if $(TESTS),$(foreach t,$(TEST_PROGRAMS),$(if $(call has_word,$t),$t)),$(TEST_PROGRAMS))
RUN_TESTS := $(PYTHON) tools/run_tests.py $(if $(JOBS),--jobs $(JOBS)) --match '$(TESTS)'

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBRARY)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@

test-programs: $(CHOSEN_PROGRAMS) $(PROGRAM)

quick: test-programs  ## the tests of a minute: unit, property, house
	@$(RUN_TESTS) $(BUILD) $(CHOSEN_PROGRAMS) tests/system/test_house.sh

test:  ## install what is missing and run every test; TESTS='word...' for some
	$(Q)sh tools/bootstrap.sh build test
	@$(MAKE) --no-print-directory test-run
test-run: test-programs
	@$(RUN_TESTS) $(BUILD) $(CHOSEN_PROGRAMS) $(SYSTEM_TESTS)

slow: test-programs  ## what takes long, in 40 minutes; not a part of CI
	@$(RUN_TESTS) --slow $(BUILD) $(CHOSEN_PROGRAMS) $(SYSTEM_TESTS)

# Sanitizers slow everything down: tests that only repeat the same code at size stay out.
asan:  ## the test suite under address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory VARIANT=asan test-asan
test-asan: test-programs
	@FISC_TEST_SCALE=small LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks_of_others.supp:print_suppressions=0 \
	    ASAN_OPTIONS=detect_leaks=1 $(RUN_TESTS) --sanitizers $(BUILD) $(CHOSEN_PROGRAMS) $(SYSTEM_TESTS)

# The same source for other instruction sets and by another compiler: tests compare the bits.
release: FORCE
	@$(MAKE) --no-print-directory VARIANT=release all
VARIANTS := sse2 avx2 avx512 clang
variants: $(VARIANTS:%=variant-%)
variant-%: FORCE
	@$(MAKE) --no-print-directory VARIANT=$* all

TORTURE_SECONDS ?= 600
TORTURE_SEED ?=
torture: $(PROGRAM)  ## kills, failing calls, damage, races, odd environments, TORTURE_SECONDS; prints TORTURE_SEED
	@FISC_TORTURE_SECONDS=$(TORTURE_SECONDS) FISC_TORTURE_SEED=$(TORTURE_SEED) $(PYTHON) tests/system/test_torture.py $(PROGRAM)

FUZZ_SECONDS ?= 30
FUZZERS  := $(patsubst tests/fuzz/%.c,build/fuzz/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz:  ## feed random bytes to the readers of configs and journals, FUZZ_SECONDS each
	@$(MAKE) --no-print-directory VARIANT=fuzz $(FUZZERS)
	@sh tools/run_fuzzers.sh $(FUZZ_SECONDS) $(FUZZERS)
build/fuzz/tests/fuzz/%: build/fuzz/tests/fuzz/%.o $(LIBRARY)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@

check: test asan fuzz  ## everything that CI runs

check-includes:  ## compare every #include with tools/layers.txt
	@sh tools/check_includes.sh

# What clang-tidy says of every source, by the list in .clang-tidy; headers are read with what includes them.
TIDY_FLAGS := $(filter-out -MMD -MP,$(CPPFLAGS)) -std=c17 -DFISC_GIT_COMMIT='""' -DFISC_COMPILER_FLAGS='""'
tidy: $(BUILD)/calibration/tables_embedded.c $(BUILD)/llm/prompts_embedded.c  ## what clang-tidy finds
	@printf '%s\n' $(wildcard cli/*.c) $(SOURCES) | xargs -P $$(getconf _NPROCESSORS_ONLN) -n 8 \
	    sh -c 'clang-tidy --quiet "$$@" -- $(subst ','"'"',$(TIDY_FLAGS)) 2>&1 | \
	    { ! grep -vE "^[0-9]+ (warnings|errors).* generated|^Suppressed |^Use "; }' sh

# ---- benchmarks --------------------------------------------------------------------------------

BENCHES  := $(wildcard tests/bench/bench_*.c)
BENCH_PROGRAMS := $(BENCHES:%.c=$(BUILD)/%)

bench-programs: $(BENCH_PROGRAMS) $(PROGRAM)

bench: bench-programs  ## every performance figure beside its yardstick
	@$(BUILD)/tests/bench/bench_step
	@$(PYTHON) tests/bench/numpy_step.py
	@$(BUILD)/tests/bench/bench_logit
	@$(BUILD)/tests/bench/bench_optimum
	@rm -rf build/bench-output && $(BUILD)/tests/bench/bench_output build/bench-output && rm -rf build/bench-output
	@sh tools/bench_sweep.sh $(BUILD)
	@sh tools/bench_report.sh $(BUILD) $(PYTHON)

bench-llm: bench-programs  ## the client of language models against a server that does nothing, beside wrk
	@sh tools/bench_llm.sh $(BUILD)
	@rm -rf build/bench-replay && $(BUILD)/tests/bench/bench_llm_replay build/bench-replay && rm -rf build/bench-replay

bench-workforce: $(PROGRAM)  ## the U.S. workforce one to one: 160 million workers, 15 GB of memory
	@/usr/bin/env time -v $(PROGRAM) run experiments/configs/us_workforce.json \
	    --output build/us_workforce --force

# ---- documents and installation ----------------------------------------------------------------

$(BUILD)/fisc.1: $(PROGRAM)
	$(Q)$(PROGRAM) man > $@

docs/settings.md: $(PROGRAM)
	$(Q)$(PROGRAM) config reference > $@

checks: $(PROGRAM)  ## print what is known beside what fisc says, and write it to docs/checks.md
	$(Q)mkdir -p $(BUILD) && $(PYTHON) tools/checks.py $(PROGRAM) > $(BUILD)/checks.md
	@cp $(BUILD)/checks.md docs/checks.md && cat docs/checks.md

# What is installed besides program, man page and completion, each file under DIRECTORY of datadir/fisc or docdir.
SHIPPED_FILES := $(wildcard $(addprefix experiments/,configs/*.json sweeps/*.json reproductions/*.json reforms/*.json \
                 transcripts/*.gz transcripts/*.json))
ANALYSIS_FILES := $(wildcard analysis/pyproject.toml analysis/fisc/*.py analysis/fisc/py.typed analysis/notebooks/*.ipynb)
DOC_FILES := $(wildcard *.md CITATION.cff LICENSE LICENSES/* docs/*.md docs/*.png docs/decisions/*.md)
COMPLETIONS := bash-completion/completions/fisc fish/vendor_completions.d/fisc.fish zsh/site-functions/_fisc
# $(call install-tree,FILES,FOLDER): files keep their folders.
install-tree = for file in $(1); do install -D -m 644 $$file $(DESTDIR)$(2)/$$file || exit 1; done
install: $(PROGRAM) $(BUILD)/fisc.1  ## install program, experiments, analysis package, pages (prefix, DESTDIR)
	install -d $(addprefix $(DESTDIR),$(bindir) $(mandir)/man1 $(datadir)/fisc $(docdir) \
	    $(addprefix $(datadir)/,$(dir $(COMPLETIONS))))
	install -m 755 $(PROGRAM) $(DESTDIR)$(bindir)/fisc
	install -m 644 $(BUILD)/fisc.1 $(DESTDIR)$(mandir)/man1/fisc.1
	cd experiments && $(call install-tree,$(SHIPPED_FILES:experiments/%=%),$(datadir)/fisc)
	$(call install-tree,$(ANALYSIS_FILES),$(datadir)/fisc)
	$(call install-tree,$(DOC_FILES),$(docdir))
	$(PROGRAM) completion bash > $(DESTDIR)$(datadir)/bash-completion/completions/fisc
	$(PROGRAM) completion fish > $(DESTDIR)$(datadir)/fish/vendor_completions.d/fisc.fish
	$(PROGRAM) completion zsh > $(DESTDIR)$(datadir)/zsh/site-functions/_fisc

uninstall:  ## remove what install put there (the same prefix, DESTDIR)
	rm -f $(addprefix $(DESTDIR),$(bindir)/fisc $(mandir)/man1/fisc.1 $(addprefix $(datadir)/,$(COMPLETIONS)))
	rm -rf $(DESTDIR)$(datadir)/fisc $(DESTDIR)$(docdir)

dist:  ## a source archive that builds without git
	$(Q)mkdir -p build && git archive --prefix=fisc-$(VERSION)/ -o build/fisc-$(VERSION).tar.gz HEAD

clean:  ## remove everything that was built
	$(Q)rm -rf build

help:  ## show this text
	@sed -n 's/^\([a-z0-9-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 20

FORCE:
.PHONY: all bench-llm calibrate llm asan bench bench-programs bench-workforce bootstrap check check-includes checks clean \
        demo demo-run \
        dist fuzz FORCE help install quick release slow test tidy test-asan test-programs test-run torture uninstall variants
.SECONDARY:
-include $(OBJECTS:.o=.d) $(patsubst %.c,$(BUILD)/%.d,$(wildcard cli/*.c) $(TEST_SOURCES) $(BENCHES)) \
         $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%.d,$(wildcard tests/fuzz/*.c))
