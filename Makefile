# The README's commands. Each sets up what is missing first.
.PHONY: demo test test-deep test-spark fuzz install uninstall dist wheel setup

PREFIX ?= /usr/local
DESTDIR ?=

setup:
	@sh .ci/setup

# Build and run the main job on real input: the Ili 2021 inventory by county and sector.
demo: setup
	swift build -c release --product lantian
	.build/release/lantian compute Inventories/ili-2021

# Every test, with the tools that the interoperability tests need.
test: setup
	@sh .ci/setup interop
	swift build --build-tests
	swift test --skip-build --disable-xctest

# What takes longer: archive and package tried on systems without Swift, all tests under the address sanitizer.
test-deep: setup
	@.ci/deep

# The Spark driver on a cluster of this machine: installs Java 17 and pyspark (about 500 MB) where they are missing.
test-spark: setup
	@.ci/spark

# Readers fed with mutated inputs for so many seconds in all; what crashes one is kept in .build/fuzz-found.
SECONDS ?= 600
fuzz: setup
	@.ci/fuzz $(SECONDS)

# The program with Swift's libraries linked in, factor library, inventories, manual pages, completions, below PREFIX.
install: setup
	@DESTDIR="$(DESTDIR)" .ci/install "$(PREFIX)"

# What `install` wrote, and nothing else.
uninstall:
	@DESTDIR="$(DESTDIR)" .ci/install --uninstall "$(PREFIX)"

# A relocatable archive, a Debian package and a bill of materials, in the folder out.
dist: setup
	@.ci/dist out

# The Python wheel, in the folder out: built, installed into a fresh environment, tried without Swift.
wheel: setup
	@sh .ci/setup wheel
	@.ci/wheel
