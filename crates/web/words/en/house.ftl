refused-back = Back
unreadable-title = This form did not come through whole
unreadable-says = Nothing was changed. Open the page again, and send then; what you wrote is kept in your browser.
too-large-title = This is too large to be sent
too-large-says = Nothing was changed. Shorten it, or send it in two parts.
other-site-title = This form came from another site
other-site-says = To keep you safe it was not taken, and nothing was changed. Do it from here instead.
no-already-there = It is here already
no-already-there-says = An address belongs to one customer. Find it in the search box.
no-merged = This case was put together with another
no-merged-says = It carries on there. Nothing was changed, and what you wrote is kept.
no-stale = Something happened here meanwhile
no-stale-says = See the latest in the conversation. Your text is kept here: send it if it still holds.
no-empty = This is empty
no-empty-says = A few words are enough.
no-too-long = This is too long
no-too-long-says = Shorten it, or make two of it.
no-unusable = This cannot be used
no-unusable-says = Check it and try again. Nothing was changed.
no-condition = The condition cannot be read
no-email = This is no working e-mail address.
no-phone = This is no phone number.
no-value = This number will not do. Use a whole number, from zero up.
no-case = There is no other case with this number.
no-contact = This contact cannot be moved: a case keeps at least one.
no-money = This amount cannot be read
no-money-shape = Write the amount in digits, such as 7 or 7.50.
no-money-fine = Two decimals at the most.
no-money-positive = The amount must be more than zero.
no-money-much = This is more than can be given at once.
no-amount = How much?
no-amount-says = Write an amount.
no-amount-here = An apology has no amount
no-amount-here-says = Leave the amount empty.
no-beyond = This was not given yet
no-beyond-says = It is more than you may give just so. Below you see the ways forward.
no-reason = Write why this is right
no-reason-says = At least 15 letters.
no-forbidden-says = The rule stands below, with words for the customer.
no-not-owner = Somebody else has this case
no-not-owner-says = Take the case first, or leave a note.
no-already-done = This is done already
no-already-done-says = Open the case again to see how it stands now.
no-past = That time has passed
no-past-says = Choose a later time.
no-circle = The covers lead back to the one who is away
no-circle-says = Choose somebody whom the one who is away does not cover for.
no-cover = This person cannot be chosen as cover.
no-not-yours = This is not yours to do
no-not-yours-says = Ask whoever owns the matter, or a lead. Nothing was changed.
no-key-reused = Something was saved from this form before
no-key-reused-says = Look in the conversation. If this is missing there, send it again: now it will do.
find-how = Find by number, e-mail or phone
find-how-says = Write it in the box at the top.
find-nothing = Nothing found for “{ $query }”
find-nothing-says = Try the number of the case, or the customer’s whole e-mail address or phone number. Words cannot be searched yet.
costs-title = What things cost
costs-lead = From these figures is reckoned what it costs to put right now, and what through a complaint. Everybody sees them.
costs-figure = Figure
costs-basis = What does it rest on?
costs-set-at = set { $when }
costs-formula = How is it reckoned?
costs-formula-says = Minutes of handling, handovers times picking up and questions times their trouble, all at the price of an hour; with postage, and the share that is paid in the end.
mail-title = The house’s mail
mail-lead = Every message that came in is in exactly one of these.
mail-in = Came in: { $count }
mail-out = Going out and gone
mail-out-none = Nothing has left yet.
mail-unreadable-none = None.
mailbox-title = Mailboxes
mailbox-never = Nobody has looked into it yet.
mailbox-looked = Looked into
mailbox-empty = Nothing waits there.
mailbox-waiting = { $count ->
    [one] One message is just being fetched.
   *[other] { $count } messages are just being fetched.
}
mailbox-oldest = The oldest lies there since
mailbox-came = Have come
mailbox-trouble = { $code ->
    [unreached] It cannot be reached.
    [sign-in] It does not let us in: user, password or token is wrong.
    [folder] The folder where messages come in is not there.
    [slow] It does not answer in time.
    [garbled] It answers what cannot be understood.
    [refused] It refuses what it is asked.
   *[lost] The connection broke off.
}
mailbox-trouble-since = Since
mailbox-trouble-says = Nothing is lost: what waits there stays there, and it is tried again by itself.
mailbox-said = More exactly: { $words }
mailbox-left = { $reason ->
    [too_large] Too large to be taken: { $count }, the largest of { $size }. They lie where they came in; somebody should read them there.
   *[other] The server names { $count } and does not give them. They are asked for again.
}
fate-waiting = Waiting to be filed
fate-filed = In a case
fate-quarantined = Unreadable: a case of its own
fate-repeated = The same message once more
fate-echo = Our own, come back
fate-answer = A colleague’s answer
fate-aside = Come back by a colleague’s letter, and no answer
errand-kind = { $kind ->
    [mail] Answer
    [notice] Letter to a colleague
    [credit] Credit onto a balance
    [finance] Payment by hand
    [webhook] Payment to another system
    [receipt] Receipt to whoever wrote
    [call] Call of somebody on call
    [gateway] Call as a text message
    [push] Word to a device
    [call_push] Call to a device
   *[recall] Asking back
}
errand-state = { $state ->
    [waiting] waiting
    [leased] leaving
    [done] done
    [failed] failed
    [uncertain] uncertain
   *[withdrawn] taken back
}
