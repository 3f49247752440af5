nav-asked = Asked
asked-title = Asked of you
asked-lead = Colleagues need your yes, your better idea, or what you know. A customer is waiting behind each of these.
asked-empty = Nobody is waiting for you
asked-empty-says = When a colleague needs your signature or your decision, it is here at once.

ask-whom = Who signs with you?
ask-any = Whoever comes first of these { $count }
ask-usual-wait = Usually answered in { $span }
ask-sign-now = Ask for a signature
ask-sign-says = The case stays with you. Once one of them signs, it is given at once.
ask-decider = Who decides?
ask-promise-when = When does the customer hear from you?
ask-promise-words = We tell you what we can do
ask-decide-now = Ask, and promise the customer an answer
ask-decide-says = The customer gets your name and this time. The case stays with you.

ask-says = { $kind ->
    [co_sign] { $name } asks you to sign
   *[escalation] { $name } asks you to decide
}
ask-nobody-known = A customer nobody knows yet
ask-holds = Can be signed until { $when }
ask-customer-waits = The customer was promised an answer by { $when }
ask-yes-sign = Sign this
ask-yes-give = Give this
ask-other = Offer something else
ask-other-says = Say what can be given instead. { $asker } decides with the customer, and nothing ends here.
ask-other-kind = What can be given?
ask-other-words = Why is that right?
ask-other-send = Send this offer

talk-asked = { $kind ->
    [co_sign] Asks { $names } to sign
   *[escalation] Asks { $names } to decide
}
talk-asked-many = { $count } colleagues
talk-signed = Signed by { $name }
talk-counter = offers instead:
talk-counter-give = Give this
ask-withdraw = I do not need this any more
ask-withdraw-says = Nobody can sign it after that. You can ask again.
ask-withdraw-now = Take the question back
ask-open = Waiting for an answer
ask-granted = Yes
ask-declined = Something else was offered
ask-withdrawn = Not needed any more

did-asked = Asked. The case stays with you.
did-withdrawn = The question was taken back.
did-signed = Signed. It is given now, and your colleague sees it.
did-given = Given. Your colleague sees it, and tells the customer.
did-offered = Your offer is with your colleague.

no-within-reach = You can give this yourself
no-within-reach-says = It is within what you may give. Nobody has to be asked.
no-own-signature = A signature comes from somebody else
no-own-signature-says = Nobody signs for what they asked for. Ask a colleague.
no-not-what-was-asked = This was changed while you looked
no-not-what-was-asked-says = Nothing was signed. Read it once more as it stands now.
no-expired = The time to answer this is over
no-expired-says = Nothing was given. Your colleague can ask again.
no-counter = Say what can be given instead
no-counter-says = Choose something else than what was asked, and write why, at least 15 letters.
no-asked = Choose whom to ask

deed-co-sign-asked = { $who } asked for a signature for { $what }
deed-signed = { $who } signed
deed-escalated = { $who } asked for a decision on { $what }
deed-ask-declined = { $who } offered { $what } instead
deed-ask-withdrawn = { $who } took the question back
deed-ask-expired = Nobody answered the question in time
