"""Checks an answer of `lantian solve` with nothing but the table: python3 certificate.py OPTIONS.csv ANSWER.json [CERTIFICATE.json]

The chosen options keep to every target and cost what is printed, by exact sums. By weak duality nothing costs less than
price_bound at the printed prices. With a certificate, nothing costs less than its bound. Exits 1 with a sentence where not.
"""
import csv
import json
import re
import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 80
sys.setrecursionlimit(100_000)
MASS, COST = 12, 6


def parts(text, decimals):
    """A decimal text as a whole number of parts of 10^-decimals, rounded half to even."""
    return int(Decimal(text).scaleb(decimals).to_integral_value(ROUND_HALF_EVEN))


def fail(sentence):
    print(sentence)
    sys.exit(1)


class Target:
    def __init__(self, text):
        found = re.fullmatch(r"\s*(\S+)(?:\s+in\s+(\S+))?\s*(>=|<=)\s*(\S+)\s*", text)
        if not found:
            fail(f"the target {text} cannot be read")
        self.name, self.group, sign, bound = found.groups()
        self.sign = 1 if sign == ">=" else -1
        self.decimals = {"cost": COST, "projects": 0}.get(self.name, MASS)
        self.bound = parts(bound, self.decimals)


def read(path):
    sources = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["cost"].strip() == "":
                sources.setdefault(row["source"], (row.get("group"), {}))
                continue
            sources.setdefault(row["source"], (row.get("group"), {}))[1][row["option"]] = row
    return sources


def amount(row, name):
    if row is None:
        return 0
    if name == "projects":
        return 1
    return parts(row[name], COST if name == "cost" else MASS)


class Table:
    def __init__(self, path, targets, minimised, must, must_not):
        self.targets = targets
        self.sources = {}
        for source, (group, rows) in read(path).items():
            options = {None: None, **rows}
            for pick in must_not:
                if pick[0] == source:
                    for option in [o for o in rows if len(pick) == 1 or pick[1] == o]:
                        options.pop(option, None)
            for pick in must:
                if pick[0] == source:
                    options = {o: r for o, r in options.items() if o is not None and (len(pick) == 1 or pick[1] == o)}
            sign, name = (-1, minimised[1:]) if minimised.startswith("-") else (1, minimised)
            self.sources[source] = {
                option: (
                    sign * amount(row, name),
                    [
                        amount(row, target.name) if target.group is None or target.group == group else 0
                        for target in targets
                    ],
                )
                for option, row in options.items()
            }
        self.decimals = COST if minimised == "cost" else MASS

    def live(self):
        return {source: set(options) for source, options in self.sources.items()}

    def join(self, names):
        """Equal sources as one, whose options are the numbers of them that take each option."""
        first = self.sources[names[0]]
        if len(set(names)) < len(names) or any(self.sources[name] != first for name in names):
            fail("sources that are not equal stand together")
        ways = [()]
        options = list(first)
        for option in options[:-1]:
            ways = [
                way + ((option, count),)
                for way in ways
                for count in range(len(names) - sum(taken for _, taken in way) + 1)
            ]
        ways = [way + ((options[-1], len(names) - sum(taken for _, taken in way)),) for way in ways]
        for name in names:
            del self.sources[name]
        self.sources[names[0]] = {
            way: (
                sum(count * first[option][0] for option, count in way),
                [sum(count * first[option][1][place] for option, count in way) for place in range(len(self.targets))],
            )
            for way in ways
        }

    def value(self, source, option, prices):
        """The cost less the priced amounts, in parts of a cost."""
        cost, amounts = self.sources[source][option]
        total = Fraction(cost)
        for price, amount, target in zip(prices, amounts, self.targets):
            if price and amount:
                total -= price * amount * Fraction(10) ** (self.decimals - target.decimals)
        return total

    def bound(self, prices, live):
        total = Fraction(0)
        for price, target in zip(prices, self.targets):
            if price * target.sign < 0:
                fail("a price has the wrong sign")
            total += price * target.bound * Fraction(10) ** (self.decimals - target.decimals)
        values = {}
        for source, options in live.items():
            own = {option: self.value(source, option, prices) for option in options}
            least = min(own.values())
            total += least
            values[source] = {option: value - least for option, value in own.items()}
        return total, values

    def reach(self, live):
        """Takes away options with which a target cannot be kept; false where one cannot be kept at all."""
        changed = True
        while changed:
            changed = False
            for place, target in enumerate(self.targets):
                most = {
                    source: max(target.sign * self.sources[source][option][1][place] for option in options)
                    for source, options in live.items()
                }
                room = sum(most.values()) - target.sign * target.bound
                if room < 0:
                    return False
                for source, options in live.items():
                    far = {
                        option
                        for option in options
                        if most[source] - target.sign * self.sources[source][option][1][place] > room
                    }
                    if far:
                        options -= far
                        changed = True
        return True


def ceiling(value):
    return -((-value.numerator) // value.denominator)


def proved(table, node, live, cutoff):
    """Whether nothing among what is live costs less than the cutoff, by this node and those below it."""
    if any(not options for options in live.values()) or not table.reach(live):
        return True
    if "prices" in node:
        total, regrets = table.bound([Fraction(str(price)) for price in node["prices"]], live)
        if ceiling(total) >= cutoff:
            return True
        for source, options in live.items():
            options -= {option for option in options if ceiling(total + regrets[source][option]) >= cutoff}
            if not options:
                return True
    if "then" in node:
        return proved(table, node["then"], live, cutoff)
    if "source" not in node:
        if any(len(options) > 1 for options in live.values()):
            return False
        choice = {source: next(iter(options)) for source, options in live.items()}
        cost = sum(table.sources[source][option][0] for source, option in choice.items())
        sums = [sum(table.sources[s][o][1][place] for s, o in choice.items()) for place in range(len(table.targets))]
        return cost >= cutoff or any(t.sign * s < t.sign * t.bound for t, s in zip(table.targets, sums))
    source, option = node["source"], node["option"]
    for part, chosen in (("with", True), ("without", False)):
        own = {other: set(options) for other, options in live.items()}
        if "at_least" in node:
            taken = {way for way in own[source] if dict(way).get(option, 0) >= int(node["at_least"])}
        else:
            taken = own[source] & {option}
        own[source] = taken if chosen else own[source] - taken
        if not proved(table, node[part], own, cutoff):
            return False
    return True


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        answer = json.load(file, parse_float=str, parse_int=str)
    certificate = None
    if len(sys.argv) > 3:
        with open(sys.argv[3], encoding="utf-8") as file:
            certificate = json.load(file, parse_float=str, parse_int=str)
    targets = [Target(text) for text in answer["prices"]]
    minimised = "-" + answer["most"] if "most" in answer else "cost"
    lists = certificate or {}
    table = Table(sys.argv[1], targets, minimised, lists.get("must", []), lists.get("must_not", []))
    costs = Table(sys.argv[1], targets, "cost", [], [])
    cost, sums, seen = 0, [0] * len(targets), set()
    for chosen in answer["chosen"]:
        source, option = chosen["source"], chosen["option"]
        if source in seen or option not in table.sources[source]:
            fail(f"{source} {option} cannot be chosen")
        seen.add(source)
        cost += costs.sources[source][option][0]
        for place, value in enumerate(table.sources[source][option][1]):
            sums[place] += value
    if cost != parts(answer["cost"], COST):
        fail(f"the chosen options cost {cost}, not {answer['cost']}")
    for target, reached in zip(targets, sums):
        if target.sign * reached < target.sign * target.bound:
            fail(f"{target.name} is {reached}, of {target.bound}")
    sign = -1 if "most" in answer else 1
    prices = [Fraction(price) for price in answer["prices"].values()]
    total, _ = table.bound(prices, table.live())
    if ceiling(total) != sign * parts(answer["price_bound"], table.decimals):
        fail(f"the prices prove {ceiling(total)}, not {answer['price_bound']}")
    if certificate:
        cutoff = parts(certificate["bound"], table.decimals)
        if cutoff < sign * parts(answer["bound"], table.decimals):
            fail("the certificate proves less than the answer says")
        for names in certificate.get("equal", []):
            table.join(names)
        if not proved(table, certificate["proof"], table.live(), cutoff):
            fail("the proof does not hold")
    print("sound")


main()
