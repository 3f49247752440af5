nav-mandates = Mandates
mandates-lead = Who may give what without asking, and how far it reaches. Everybody here can read this.
mandates-new = New mandate
mandates-all = All mandates
mandates-how = How does a mandate work?
mandates-how-says = A mandate says how far somebody may go without asking. With a written reason they may go further, and somebody looks at it afterwards. Beyond that a colleague signs, or somebody with more room decides. Of several mandates the one with the most room is used. What you change holds from the next decision on; what was given stays given.
mandates-empty = Nobody may give anything yet
mandates-empty-says = Make the first mandate: who, what, and how much.
mandates-roles = By role
mandates-teams = Teams
mandates-people = One person
mandate-change = Change
mandate-more = History
mandate-end = End it
mandate-remarks = Worth knowing
mandate-not-yet = not yet in force
mandate-over = over
mandate-ended = ended

mandate-who-everyone = Everyone
mandate-who-role = { $role ->
    [colleague] Every colleague
    [agent] Everyone who serves customers
    [lead] Every lead
    [process_owner] Every process owner
   *[admin] Every administrator
}
mandate-who-team = Everyone in the team { $team }
mandate-who-gone = Somebody who is not here any more
mandate-says = { $who } may give { $what } up to { $limits }.
mandate-says-free = { $who } may give { $what } without a limit.
mandate-and = { $list } and { $last }
mandate-or = { $list } or { $last }
mandate-days = { $days ->
    [one] a day
   *[other] { $days } days
}
mandate-limit = { $limit ->
    [per_remedy] { $amount } at one time
    [per_case] { $amount } in one case
    [per_customer_window] { $amount } to one customer in { $span }
    [per_agent_window] { $amount } in { $span }
   *[per_team_window] { $amount } from the whole team in { $span }
}
mandate-stretch = With a written reason up to { $limits }. It is looked at afterwards.
mandate-alone = Up to { $limits } while nobody with more room is there.
mandate-co-sign = Up to { $limits } with the signature of { $who }.
mandate-signer-everyone = any colleague
mandate-signer-role = { $role ->
    [colleague] any colleague without a role of their own
    [agent] anyone who serves customers
    [lead] a lead
    [process_owner] a process owner
   *[admin] an administrator
}
mandate-signer-team = somebody in the team { $team }
mandate-only = Only { $what }.
mandate-if-channel = when the customer came { $by_channel }
mandate-if-segment = for customers in the segment “{ $code }”
mandate-if-cause = when the cause is “{ $code }”
mandate-if-step = at the process step “{ $code }”
mandate-if-bulletin = in cases of the bulletin “{ $code }”
mandate-if-closed = outside service hours
mandate-if-open = in service hours
mandate-if-first = when this customer has not been given this before
mandate-if-own = Only under this condition:
mandate-from = From { $date }.
mandate-until = Until the end of { $date }.
mandate-from-until = From { $date } to the end of { $until }.
mandate-set-by = { $who }, { $when }
mandate-set-house = As the house began, { $when }
mandate-version = version { $version }

mandate-row-who = Who
mandate-row-what = What
mandate-row-signers = Who may sign
mandate-row-when = When
mandate-row-valid = Time
mandate-term = { $limit ->
    [per_remedy] At one time
    [per_case] In one case
    [per_customer_window] To one customer, over time
    [per_agent_window] By one person, over time
   *[per_team_window] By the whole team, over time
}
mandate-level = { $level ->
    [within] without asking
    [stretch] with a reason
    [alone] when alone
   *[co_sign] with a signature
}
mandate-row = { $limit }, { $level }
mandate-row-none = not set
mandate-row-free = no limit
mandate-row-always = always
mandate-row-nobody = nobody

mandate-history = What became of it
mandate-first = This is how it began.
mandate-same = The same terms again.
mandate-ended-here = Ended here.
mandate-table-what = What
mandate-table-before = Before
mandate-table-after = After
mandate-table-now = Now
mandate-table-yours = Yours
did-mandate-set = Saved. It holds from now on.
did-mandate-ended = Ended. Nothing more is given under it.

mandate-form-new = New mandate
mandate-form-change = Change a mandate
mandate-form-who = Who may give?
mandate-form-group-role = By role
mandate-form-group-team = Teams
mandate-form-group-person = One person
mandate-form-what = What may they give?
mandate-form-what-help = A gift has a mandate of its own. Apologising needs none.
mandate-form-much = How much?
mandate-form-much-help = An empty field does not limit.
mandate-form-case = In one case, without asking
mandate-form-window = In all, by one person
mandate-form-days = In how many days
mandate-form-stretch = In one case, with a written reason
mandate-form-more-sign = When alone, and with a signature
mandate-form-alone = In one case, while nobody with more room is there
mandate-form-alone-help = Always with a written reason.
mandate-form-sign = In one case, with a signature
mandate-form-signers = Who may sign?
mandate-form-signer = One person or team more
mandate-form-nobody = Nobody
mandate-form-more-limits = More limits
mandate-form-currency = Currency
mandate-form-currency-help = Three letters, such as EUR. Amounts are never converted.
mandate-form-more-when = Only in some situations
mandate-form-when-help = All that you choose here must hold at once.
mandate-form-channel = How the customer came
mandate-form-any = Any way
mandate-form-segment = Segment of customers
mandate-form-cause = Cause
mandate-form-step = Process step
mandate-form-bulletin = Bulletin
mandate-form-code-help = The code that your house uses.
mandate-form-hours = At what hours
mandate-form-hours-any = At any hour
mandate-form-first = Only the first time that this customer gets it
mandate-form-own = Write it yourself
mandate-form-own-help = For example context.amount < 2000 && context.channel != "phone". Then leave the choices above empty.
mandate-form-more-valid = For a time
mandate-form-from = First day
mandate-form-until = Last day
mandate-form-used = in use
mandate-form-look = See what changes
mandate-form-look-says = Nothing is saved yet.

mandate-ahead-title = Before you save
mandate-ahead-end = Before you end it
mandate-ahead-lead = Nothing has changed yet. This is what it would mean.
mandate-ahead-will = It will say
mandate-ahead-was = It says now
mandate-ahead-changes = What changes
mandate-ahead-nothing = Nothing: it says this already.
mandate-ahead-whom = For whom
mandate-ahead-people = { $count ->
    [0] Nobody who works here now.
    [one] One person: { $names }.
   *[other] { $count } people: { $names }.
}
mandate-ahead-gain = New to it: { $names }.
mandate-ahead-lose = No longer: { $names }.
mandate-ahead-others = { $names } and { $count } others
mandate-ahead-free = There is no limit in this
mandate-ahead-free-says = Whoever holds it may give any sum. Leave it so only if you mean it.
mandate-ahead-back = The last { $days } days
mandate-ahead-since = Counted from { $date }, since there was much to count.
mandate-ahead-how = { $count ->
    [one] The one decision of this time, made again under what you want. It takes people to ask as they asked, and to write a reason where one is called for.
   *[other] The { $count } decisions of this time, made again under what you want. It takes people to ask as they asked, and to write a reason where one is called for.
}
mandate-ahead-none = Nobody has asked for anything in this time, so there is nothing to compare.
mandate-ahead-before = Under what holds now
mandate-ahead-after = Under this
mandate-ahead-without = Without it
mandate-ahead-given = Given in all
mandate-ahead-same = Every decision would have been the same.
mandate-ahead-other = { $count ->
    [one] One decision would have been another:
   *[other] { $count } decisions would have been others:
}
mandate-ahead-turn = { $before } → { $after }: { $count }
mandate-ahead-reason = Why?
mandate-ahead-reason-help = Everybody can read it beside the mandate.
mandate-ahead-save = Save
mandate-ahead-save-says = It holds from the next decision on. What was given stays given.
mandate-ahead-edit = Change something
mandate-ahead-end-now = End it now

outcome-count-within = Without asking
outcome-count-stretch = With a reason
outcome-count-co-sign = With a signature
outcome-count-escalate = Decided by somebody else
outcome-count-forbidden = Forbidden by a rule

remark-overlap = { $people ->
    [one] One person has another one for the same
   *[other] { $people } people have another one for the same
}
remark-used-this = This one is always used: it never leaves less.
remark-used-other = The other one is always used, so this one makes no difference to them.
remark-used-this-first = This one is used first, then whichever has more left.
remark-used-other-first = The other one is used first, then whichever has more left.
remark-used-either = They reach equally far; whichever has more left is used.
remark-nobody = Nobody has a mandate for { $kind } ({ $currency }).
remark-role-without = Role “{ $role }”: no mandate for { $kind } ({ $currency }).
remark-role-nothing = Role “{ $role }”: nobody may give anything.
remark-no-stretch = { $limit }: this limit has no room with a reason, and the others have. Where it is used up, no reason carries further.
remark-nobody-signs = A signature would carry further, and there is nobody who could give it.
remark-signed-up-to = Those who may sign have room of their own up to { $amount }, and no further.
remark-ends-soon = It ends soon: { $date }.
remark-over = Its time is over before it begins.

no-mandate-holder = Choose somebody who works here.
no-mandate-kinds = Choose what may be given. A gift stands alone.
no-mandate-currency = This is no currency. Write three letters, such as EUR.
no-mandate-negative = Write zero or more.
no-mandate-first = Write here how far it goes without asking.
no-mandate-stretch = This must be at least as much as without asking.
no-mandate-alone = This must be at least as much as with a reason.
no-mandate-sign = This must be at least as much as without asking.
no-mandate-days = Write a number of days, from 1 to { $most }.
no-mandate-signers = Choose who may sign, or leave the sum with a signature empty.
no-mandate-code = Use the letters a–z, digits and . _ - only, 60 at the most.
no-mandate-both = Choose above or write it yourself, not both.
no-mandate-day = This is no day.
no-mandate-until = The last day comes before the first.
no-mandate-why = Write why. Those whom it concerns will read it.
no-mandate-stale = Somebody changed this while you were writing
no-mandate-stale-says = Nothing of yours is lost, and nothing of theirs was overwritten. See both, then go on from yours or leave it as it is.
no-mandate-gone = Somebody ended this mandate while you were writing
no-mandate-gone-says = Nothing of yours is lost. If it should hold all the same, save it as a new mandate.
no-mandate-fields = It was not taken yet. See the fields that are marked.
no-condition-line = Line { $line }: { $says }
no-condition-empty = This says nothing. Say when it holds, or leave it empty.
no-condition-long = This is too long. Make two mandates of it.
no-condition-unreadable = This cannot be read. Each part is something like context.channel == "email", joined with && or ||.
no-condition-decimals = Write amounts in cents without a decimal point: 7.50 is 750.
no-condition-unknown = There is no { $said } here. There are: { $names }.
no-condition-kind = This does not fit: { $said }. Compare texts with texts in quotes, and amounts with whole numbers.
no-condition-reckoned = Nothing is reckoned here. Compare with a whole number.
no-condition-code = { $name } is never “{ $said }”.
no-condition-never = This can never be true.
no-condition-doubtful = There is a sign here that can be mistaken for another. Write it anew.
