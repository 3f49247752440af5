kind-refund = Refund
kind-credit = Credit on a bill
kind-fee-waiver = Fee waived
kind-replacement = Replacement
kind-gift = Gift
kind-exception = Exception
kind-apology = Apology
kind-given = { $kind ->
    [refund] a refund
    [credit] a credit
    [fee_waiver] a waived fee
    [replacement] a replacement
    [gift] a gift
    [exception] an exception
   *[apology] an apology
}
remedy-granted = On its way
remedy-sent = Sent for payment
remedy-executed = Done
remedy-failed = Not paid
remedy-uncertain = Not confirmed
remedy-reversed = Taken back
remedy-granted-says = The order leaves once and only once. You need do nothing.
remedy-failed-says = The payment was refused. The promise to the customer stands: try again, or give it in another way.
remedy-uncertain-says = We sent the order and heard nothing back. We are asking; do not give it again before we know.

remedy-kind = What do you give?
remedy-amount = How much?
remedy-reason = What went wrong?
remedy-check = Show what I may give
remedy-up-to = You can give up to { $amount } at once. Write an amount, and you see what it costs before you give it.
remedy-give = Give { $amount } now
remedy-apologise = Apologise
remedy-once = The money leaves at once, and only once.
remedy-why = Why is this right?
remedy-why-help = At least 15 letters, in your own words.
remedy-ask = Ask
remedy-ask-says = When you ask, the customer gets a promise: an answer by { $when }. The matter stays with you.
remedy-on-duty = on duty now
remedy-off-duty = not on duty

outcome-within = You can give this now
outcome-within-says = You need not ask anyone.
outcome-stretch = You may stretch to this
outcome-stretch-says = Write why, and give it. Someone looks at it afterwards, not before.
outcome-alone-says = Nobody with more room can be reached now, so we trust you. Write why, and give it. We look at it together afterwards.
outcome-escalate = More than you may give alone
outcome-escalate-says = These people can decide it with you.
outcome-forbidden = This cannot be given
outcome-forbidden-rule = The rule: { $rule }
outcome-say = You can say to the customer:

cost-now = Put right now
cost-route = Through a complaint
cost-about = Where the numbers come from
cost-about-says = Estimates. Assumed means that nobody has measured it here yet.
cost-assumed = assumed
cost-measured = measured, n = { $n }
cost-of-given = What you give
cost-of-minutes-now = Your time now
cost-of-minutes-route = Handling the complaint
cost-of-handovers = Handed from one to another
cost-of-wage = An hour of work

room-title = What is left after this
room-now = What you have left
room-left = { $left } left of { $whole }
room-mandate = Mandate: { $name }, version { $version }
limit-remedy = At one time
limit-case = In one matter
limit-agent = You, in { $days } days
limit-customer = This customer, in { $days } days
limit-team = Your team, in { $days } days
