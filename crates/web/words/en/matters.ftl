state-open = Open
state-waiting = Waiting for customer
state-resolved = Solved
channel-email = E-mail
channel-chat = Chat
channel-phone = Phone
channel-walk-in = Met in person
channel-web-form = Web form
channel-social = Social media
channel-letter = Letter
channel-api = Another system
channel-by = { $channel ->
    [email] by e-mail
    [chat] in chat
    [phone] by phone
    [walk_in] in person
    [web_form] on a web form
    [social] in social media
    [letter] by letter
   *[api] from another system
}

list-untaken = { $count ->
    [one] One case has nobody yet
   *[other] { $count } cases have nobody yet
}
list-narrow = Show
list-pages = More cases
list-first = Back to the first
list-next = Show more
list-waited = waited
list-promise = Promise
list-promise-late = Promise late by
list-nobody = Nobody has this
list-mine-empty = Nobody is waiting for you
list-mine-empty-says = When you take or catch a case, it stands here until it is solved.
list-all-empty = Nothing here
list-all-empty-says = No case fits this choice just now.

narrow-everything = All
narrow-waiting-for-us = Waiting for us
narrow-untaken = Nobody has it
narrow-waiting-for-customer = Waiting for customer
narrow-resolved = Solved
list-untaken-many = More than { $count } cases have nobody yet
narrow-unsolved = Not solved yet
state-merged = Put together
size-bytes = { $n } bytes
size-kib = { $n } kB
size-mib = { $n } MB
