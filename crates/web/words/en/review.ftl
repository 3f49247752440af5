nav-reviews = Reviews
nav-reviews-waiting = waiting for a second look
review-title = Was this right?
review-lead = Somebody gave this to put things right. Say what you think. They read it, and nothing is taken back by it.
review-left = { $count ->
    [1] The last one.
   *[other] { $count } left. Take your time.
}
review-back = All reviews
review-given = { $who } gave this
review-no-reason = No reason was needed, and none was written.
review-taken-back = It was taken back later.
review-because = Why you see this
because-stretch = Given beyond the limit, with a written reason.
because-alone = Given well beyond the limit, while nobody with more room could be reached.
because-co-sign = Signed within half a minute of being asked.
because-random = Drawn by lot, as one of twenty is.
because-same-payee = The same account stands under several customers.
because-under-the-limit = One of many amounts just under a limit.
because-again-and-again = One of many that the same person gave the same customer.
review-because-none = Nothing asks for it. You came to look.
review-room = They could have given { $within } just so, and { $stretch } with a reason.
review-no-contacts = Nothing was said in writing.
review-whole-case = The whole case { $number }
review-question = What do you say?
judgement-right = Right
judgement-right-says = I would have done the same.
judgement-understandable = Understandable
judgement-understandable-says = I would have done otherwise, but it made sense then.
judgement-wrong = Wrong
judgement-wrong-says = This should not have been given.
review-word = A word to { $who }
review-word-help = Thanks or advice, if you like. Write it before you answer.
review-own = You had a part in this. Somebody else says what they think.
review-skip = Leave it for now
review-done = Everything has been looked at
review-done-says = Thank you. Your colleagues have read, or will read, what you said to them.
review-skipped = That was the last one
review-skipped-says = { $count ->
    [1] One you left for now still waits.
   *[other] { $count } that you left for now still wait.
}
review-again = Look at them now
review-correct = I pressed the wrong one: correct it
did-reviewed = Saved. They can read what you said.
no-own-review = Somebody else looks at this one
no-own-review-says = You gave it, asked for it or signed it. Nothing was saved.
no-reviewed = Somebody has already said what they think
no-reviewed-says = Their answer stands and yours was not saved. It is shown here.
deed-reviewed = { $who } looked back at what was given
keys-review = Right, understandable, wrong

trust-title = Trust
trust-lead = What the reviews say of each mandate, and what stands out. Nothing here acts by itself.
trust-lead-own = What others said of what you gave. Only you and your lead see it.
trust-own = Of what you gave
trust-few = { $count ->
    [0] Nothing has been reviewed yet.
    [one] One review: too little to say.
   *[other] { $count } reviews: too little to say.
}
trust-interval = Between { $low } % and { $high } % of it is sound, judging by { $count } reviews.
trust-counts = { $right } right, { $understandable } understandable, { $wrong } wrong
trust-agents = Of what others gave
trust-agents-says = In the order of their names. The figures differ with luck and with the work people do; they are not a ranking.
trust-mandates = By mandate
trust-lot = { $sound } of the { $count } drawn by lot were sound: between { $low } % and { $high } % of everything that is given.
trust-earlier = { $count ->
    [one] One more review speaks of earlier terms.
   *[other] { $count } more reviews speak of earlier terms.
}
trust-widen = This could reach further
trust-widen-says = Even read carefully, { $count } reviews find { $share } % sound.
trust-narrow = This could be narrower
trust-narrow-says = Even read kindly, { $count } reviews find no more than { $share } % sound.
trust-take = Move the limit from { $now } to { $then }
trust-limit = New limit
trust-limit-help = Holds from now on. What lies beyond it stays at least as wide.
trust-why = Why?
trust-take-now = Set this limit
trust-leave = Leave it as it is
trust-leave-says = It is proposed again once half as much again is known.
trust-leave-now = Leave it
trust-declined = { $who } left it as it is { $when }.
trust-about = What these figures mean
trust-about-says = Right and understandable both count as sound: a sensible act that turned out otherwise is what a mandate asks for. Every figure begins at what the others’ reviews let expect and leans on it as if on twenty reviews. Nine times of ten the true share lies in the interval. Under ten reviews there is too little to say.
did-trust-set = The limit is set and holds from now on.
did-trust-left = The mandate stays as it is.
did-trust-well = Noted. It is asked again only when much more stands out.

questions-title = What stands out
questions-lead = Questions, not verdicts. Most of them have an innocent answer.
question-same-payee = Why is money for { $count } customers going to one account, of { $among } accounts?
question-under-the-limit = Why are { $count } amounts of { $among } just under the limit of { $limit }? Perhaps the limit is too low.
question-under-the-limit-of = Why are { $count } of the { $among } amounts that { $who } gave just under the limit of { $limit }?
question-again-and-again = Why did { $who } give { $customer } something { $count } times? There are { $among } pairs.
question-innocent = It may well be nothing:
question-remedies = { $count ->
    [one] The one behind it
   *[other] The { $count } behind it
}
question-remedy = Look at number { $number }
question-well = I have looked: all is well
question-found = What was it?
question-well-says = If you like. It is asked again only when half as much again stands out.
question-well-now = All is well
note-household = A couple or a family has one account.
note-pays-for-many = A company, a club or a travel agency pays for many people.
note-prices-are-such = What we sell costs just that. Prices that several people gave, and such as 49.90, are left out already.
note-round-left-out = Round amounts and exactly the limit are habit and are left out already.
note-keeps-its-owner = One person serves a customer throughout. That is how we work.
note-much-trouble = Some customers have had much trouble.
