act-hand-over = Hand over

handover-to = Whom do you offer this to?
handover-to-any = Choose
handover-to-here = Here now
handover-to-teams = Teams
handover-to-others = Others
handover-to-team = { $name }, whoever comes first
handover-to-instead = { $name } – away, { $cover } gets this
handover-needs = What the customer needs
handover-needs-help = So that they need not say it again.
handover-promised = What they were promised
handover-tried = What was done already
handover-promise = “{ $what }”, by { $when }
handover-until = By when do you need an answer?
handover-offer = Offer
handover-offer-says = It stays yours until somebody says yes. The customer’s wait does not begin anew, and promises go along.
handover-nobody = There is nobody to hand this over to now
handover-nobody-says = It stays with you. Once somebody is here, they are listed here.

handover-waits = Offered to { $name }
handover-until-then = Answer by { $when }.
handover-instead = { $name } answers for them now.
handover-yours = It is yours until then.
handover-theirs = { $name } has it until then.
handover-withdraw = I keep it
handover-declined-by = { $name } cannot take this
handover-expired-by = { $name } did not answer in time
handover-back = It is yours as before.
handover-again = Offer to somebody else

handover-asks = { $name } offers you this matter
handover-asks-team = { $name } offers this to the team { $team }
handover-answer-by = Answer by { $when }
handover-look = Look and answer
handover-message = The customer is sent this
handover-message-help = To { $address }, once you take it. Change it as you like, or empty it if you tell them yourself.
handover-call = Call the customer
handover-call-says = We have no e-mail address of theirs. Tell them who goes on, and what was promised.
handover-accept = I go on with this
handover-accept-says = It is yours then, with its promises. The customer’s wait goes on from where it began.
handover-decline = I cannot take this
handover-for-team = You answer for the whole team { $team }.
handover-why-not = Why not now?
handover-why-not-help = { $name } reads this, and keeps the matter.
handover-decline-now = Answer so

handover-hello =
    Hello,

    I go on with your matter from here. { $from } has told me everything, so you need not begin again.
handover-hello-promised = This is what we have promised you, and I will keep it:
handover-hello-end = Answer this message and you reach me. { $name }

handover-accepted = Taken on
handover-declined = Could not take it
handover-withdrawn = The giver kept it
handover-expired = Time ran out
handover-over = Not needed any more
talk-handover = Offers this to { $name }

did-handover = Offered. It is yours until somebody says yes.
did-handover-back = It is yours as before.
did-handed = It is yours now, with its promises.
did-handover-declined = Answered. It is still with the one who has it.

no-handover-open = This is offered to somebody already
no-handover-open-says = Wait for the answer, or take the offer back first.
no-handover-expired = The time to answer is over
no-handover-expired-says = It is still with the one who had it, and nothing is lost. Ask them to offer it again.
no-handover-settled = This was answered already
no-handover-settled-says = Nothing happened twice. The page of the case says who has it.
no-not-offered = This was not offered to you
no-not-offered-says = Only whoever it is offered to can answer. You can help on the page of the case all the same.
no-to-oneself = It is there already
no-to-oneself-says = It would end up with the one who has it. Choose somebody else.
no-receiver-away = Away, back { $when }, and nobody who covers is here
no-receiver-away-says = It stays with you. Choose somebody who is here.
no-nobody-there = The team has nobody here now
no-nobody-there-says = It stays with you. Choose somebody who is here.
no-to = Choose somebody who serves customers here now

deed-handover-offered = { $who } offered this to { $to }
deed-handover-accepted = { $who } accepted the offer
deed-handover-declined = { $who } could not take this
deed-handover-withdrawn = { $who } took the offer back
deed-handover-expired = Nobody answered the offer in time
deed-handover-over = The offer was not needed any more
deed-handed-over = { $owner } goes on with this, before that { $from }
