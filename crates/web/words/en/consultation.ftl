act-consult = Ask

consult-title = Asked inside the house
consult-inside = Only for colleagues. The customer never sees this.
consult-of = Whom do you ask?
consult-of-help = Each of them can answer. One answer is enough.
consult-teams = Teams
consult-here = Here now
consult-others = Others
consult-question = What do you need to know?
consult-shown = What do they see of what the customer wrote?
consult-shown-help = They see your question, the subject and what you tick here. Nothing else of the case.
consult-due = By when do you need the answer?
consult-ask = Ask
consult-ask-says = The case stays with you. They also get this by mail, and can simply answer it.
consult-nobody = There is nobody to ask now
consult-nobody-says = Once somebody is here, they are listed here.

consult-waits = Waiting for { $names }
consult-answered = Answered: { $names }
consult-left = { $name } has left the house
consult-nobody-left = Nobody is left to answer this
consult-again = Ask somebody else
consult-answer-by = Answer by { $when }
consult-answer-late = The answer was due { $when }
consult-withdraw = I do not need this any more
consult-use = Use as a draft reply
consult-by-mail = by mail
consult-is-answered = Answered
consult-is-withdrawn = Not needed any more
consult-is-over = The case ended first
consult-waited = waited { $span } for { $team }
consult-waiting = waiting { $span } for { $team }
consult-talk = Asks { $names }

consult-says = { $name } asks you
consult-customer-wrote = The customer wrote
consult-answer = What do you know?
consult-answer-help = Your answer goes to { $name }, never to the customer.
consult-answer-send = Answer
consult-mine = What you have asked

did-consult = Asked. The case stays with you, and the answer comes here.
did-consult-back = The question was taken back.
did-consult-answered = Thank you. Your colleague has your answer.
did-consult-used = The answer stands below what you had written. Nothing has been sent.

no-has-left = Somebody you chose has left the house
no-has-left-says = Nobody was asked yet. Choose somebody else.
no-asking-oneself = You would be asking yourself
no-asking-oneself-says = The question would come back to you. Choose somebody else.
no-not-asked = This was not asked of you
no-not-asked-says = Only whoever was asked can answer. If you know it all the same, leave a note on the page of the case.
no-already-answered = This has an answer already
no-already-answered-says = It cannot be taken back any more. Read the answer on the page of the case.

deed-consulted = { $who } asked { $names }
deed-consult-answered = { $who } answered the question
deed-consult-soon = Those who were asked were reminded: time is running out
deed-consult-due = Those who were asked were reminded: the time is over
deed-consult-withdrawn = { $who } took the question back
deed-consult-over = The question was not needed any more
deed-consult-nobody-left = Nobody was left to answer the question

guard-consult = Ask a colleague, and stay with the customer
