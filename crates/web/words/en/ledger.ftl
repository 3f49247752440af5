ledger-title = What we have given
ledger-title-own = What you have given
ledger-lead = Everything given to put things right: by whom, on whose word, and what complaints would have cost instead.
ledger-lead-own = Everything you gave to put things right, and what complaints would have cost instead.
ledger-days = { $days } days
ledger-year = A year
ledger-all = From the beginning
ledger-narrow = Narrow down
ledger-kind = What
ledger-word = On whose word
ledger-who = By whom
ledger-currency = Currency
ledger-any = All
ledger-anybody = Everybody
ledger-from = First day
ledger-until = Last day
ledger-show = Show these
ledger-both = What it cost, both ways
ledger-now = Put right at once
ledger-route = Through complaints
ledger-times = { $count ->
    [one] once
   *[other] { $count } times
}
ledger-not-reckoned = { $count ->
    [one] One was given in another currency and is not in these figures.
   *[other] { $count } were given in other currencies and are not in these figures.
}
ledger-kinds = What was given
ledger-taken-back = { $count ->
    [one] One more was taken back.
   *[other] { $count } more were taken back.
}
ledger-signatures = Second signatures
ledger-signed-of = { $count } of { $of } were given.
ledger-signed-wait = Half of them within { $span }.
ledger-unsigned = { $count ->
    [one] One got no answer in time.
   *[other] { $count } got no answer in time.
}
ledger-limit-too-low = Nearly everything that is asked for is signed. Perhaps nobody needs to be asked: the limit may be too low.
ledger-list = One by one
ledger-csv = As a table (CSV)
ledger-json = As JSON
ledger-case = case { $number }
ledger-signed = Signed by { $name }
ledger-alone = Stretched alone
ledger-mandate = { $name }, version { $version }
ledger-empty = Nothing was given in this time
ledger-empty-says = Choose a longer time, or let more kinds in.
way-within = Within the mandate
way-stretch = Stretched
way-co-sign = Signed by two
way-escalate = Decided when asked
mandate-none = Needs no mandate
mandate-of-everyone = Everyone’s mandate
mandate-of-role = Mandate by role ({ $role })
mandate-of-team = A team’s mandate
mandate-of-agent = Mandate of { $name }
mandate-of-you = A mandate of your own
