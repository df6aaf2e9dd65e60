# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One readable Makefile: no recursion, no configure step, every variant in its own directory.
# `make help` lists the targets; V=1 shows the commands.

VERSION  := 0.1.0
VARIANT  ?= release
CC       ?= gcc
ifeq ($(origin CC),default)
CC       := gcc
endif
BUILD    ?= build/$(VARIANT)
Q        := $(if $(V),,@)

HDF5     := $(firstword $(foreach p,hdf5-serial hdf5,$(shell pkg-config --exists $(p) && echo $(p))))
PACKAGES := gsl libcjson libxxhash sleef $(HDF5)

FLAGS_release := -O3 -g
FLAGS_debug   := -O0 -g
FLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
FLAGS_sse2    := -O3 -g -DFISC_NO_TARGET_CLONES
FLAGS_avx2    := -O3 -g -DFISC_NO_TARGET_CLONES -mavx2 -mfma
FLAGS_avx512  := -O3 -g -DFISC_NO_TARGET_CLONES -march=x86-64-v4
FLAGS_clang   := -O3 -g
ifeq ($(VARIANT),clang)
CC := clang
endif

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wdouble-promotion -Wstrict-prototypes \
            -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef \
            $(if $(CI),-Werror)
CPPFLAGS += -I. -I$(BUILD) -MMD -MP -D_GNU_SOURCE -DFISC_VERSION='"$(VERSION)"' \
            $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null))
# -ffp-contract=off: no flag, compiler or processor may move a result (docs/decisions).
CFLAGS   += -std=c17 -fopenmp -ffp-contract=off $(WARNINGS) $(FLAGS_$(VARIANT))
LDLIBS   += $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) $(if $(filter hdf5-serial,$(HDF5)),-lhdf5_serial_hl,-lhdf5_hl) -lm

# The one file of inner loops: comparisons without NaN let the compiler vectorise them.
FLAGS_model/kernel.o := -fno-math-errno -fno-trapping-math -ffinite-math-only -fno-signed-zeros

FOLDERS  := base model io calibration agents planner simulation
SOURCES  := $(wildcard $(addsuffix /*.c,$(FOLDERS)))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/calibration/tables_embedded.o
LIBRARY  := $(BUILD)/libfisc.a
PROGRAM  := $(BUILD)/fisc

all: $(PROGRAM)  ## build the library and the program

$(PROGRAM): $(patsubst %.c,$(BUILD)/%.o,$(wildcard cli/*.c)) $(LIBRARY)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(LIBRARY): $(OBJECTS)
	$(Q)rm -f $@ && ar rcsD $@ $^

$(BUILD)/%.o: %.c
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) $(FLAGS_$*.o) -c $< -o $@

# Every CSV of calibration/tables becomes a C string inside the program, so fisc finds its tables
# from any directory.
$(BUILD)/calibration/tables_embedded.c: $(sort $(wildcard calibration/tables/*.csv)) tools/embed_tables.sh
	$(Q)mkdir -p $(@D) && sh tools/embed_tables.sh $(filter %.csv,$^) > $@
$(BUILD)/calibration/tables_embedded.o: $(BUILD)/calibration/tables_embedded.c
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c $< -o $@

# Every tests/{unit,property,...}/test_NAME.c is one cmocka program.
TESTS    := $(wildcard tests/unit/test_*.c tests/property/test_*.c)
TEST_PROGRAMS := $(TESTS:%.c=$(BUILD)/%)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBRARY)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@

test-programs: $(TEST_PROGRAMS)

clean:  ## remove everything that was built
	$(Q)rm -rf build

help:  ## show this text
	@sed -n 's/^\([a-z0-9-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: all clean help test-programs
.SECONDARY:
-include $(OBJECTS:.o=.d) $(patsubst %.c,$(BUILD)/%.d,$(wildcard cli/*.c) $(TESTS))
