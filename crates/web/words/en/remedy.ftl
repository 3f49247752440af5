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
remedy-executed = Done
remedy-failed = Not paid
remedy-uncertain = Not confirmed
remedy-reversed = Taken back
remedy-granted-says = The order waits to leave. It leaves once, and only once.
remedy-failed-says = It was not paid. The promise to the customer stands: take it back and give it another way, or ask for it to be paid again.
remedy-uncertain-says = We sent the order and heard nothing back. We are asking; do not give it again before we know.

remedy-kind = What do you give?
remedy-kind-more = Something else
remedy-estimate = Guess what the exception costs us. Zero will do.
remedy-amount = How much?
remedy-reason = What went wrong?
remedy-reason-add = Add what went wrong
remedy-check = Show what I may give
remedy-up-to = You can give up to { $amount } at once. Write an amount, and you see what it costs before you give it.
remedy-give = Give { $amount } now
remedy-apologise = Apologise
remedy-make-exception = Make the exception now
remedy-once = The order leaves once, and only once.
remedy-why = Why is this right?
remedy-why-help = At least 15 letters, in your own words.
remedy-ask = Promise the customer an answer
remedy-on-duty = on duty now
remedy-off-duty = not on duty

outcome-within = You can give this now
outcome-within-says = You need not ask anyone.
outcome-stretch = You may stretch to this
outcome-stretch-says = Write why, and give it. Someone looks at it afterwards, not before.
outcome-alone-says = Nobody with more room is here now, so this is yours to decide. Write why, and give it. Someone looks at it afterwards, not before.
outcome-co-sign = A colleague can sign this with you
outcome-co-sign-says = It is more than you may give alone. Ask one of them to sign it; the case stays with you.
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
cost-measured = measured

room-title = What is left after this
room-now = What you have left
room-left = { $left } left of { $whole }
room-mandate = Mandate: { $name }, version { $version }
limit-remedy = At one time
limit-case = In one case
limit-customer = One customer, in { $days } days
limit-agent = You, in { $days } days
limit-team = Your team, in { $days } days
remedy-type-amount = Write an amount, and you see what you may give and what it costs.
remedy-nobody = Nobody’s mandate reaches this far now. A lead can widen it. Promise the customer when they will hear from you.
remedy-take-back = Take back
remedy-take-back-says = It has not left yet. Taken back, it is not paid.
remedy-take-back-now = Take it back now
rule-self = nobody gives to themselves
rule-self-say = I am part of this myself, so a colleague will take care of it.
rule-payee = money goes back to where it came from
rule-payee-say = We pay back to the account that the money came from.
holder-everyone = everyone’s
holder-role = by your role
holder-team = your team’s
holder-you = your own
cost-wage = An hour of work
cost-now-touch = Your time when you act now
cost-complaint-touch = Handling a complaint
cost-handovers = Handed from one to another
cost-pickup = Picking it up after a handover
cost-escalations = Questions to a lead
cost-escalation = One question, asker and answerer
cost-postage = Postage and fees
cost-paid = Share that is paid in the end
percent = { $n }%
unit-minutes = min
unit-times = times
