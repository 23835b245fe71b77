# The README's two commands. Each sets up what is missing first.
.PHONY: demo test setup

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
