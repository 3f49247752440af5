people-title = People
people-lead = Everybody of the house, and who can be met now.
people-no-team = No team
people-you = you
people-here = Here now
people-not-here = Not here just now
people-away = Away until { $when }
people-away-later = Going to be away: { $from } – { $until }
people-covers = { $name } covers
people-no-cover = nobody named covers
people-waiting = { $count ->
    [0] Nobody waits
    [one] One matter waits
   *[other] { $count } matters wait
}
people-waiting-many = More than { $count } matters wait
people-change = Change
people-change-of = Change what stands of { $name }
people-team = Team
people-role = Role
people-save = Save
people-away-of = { $name } is away
people-end = End the login
people-end-says = { $name } is signed out everywhere and cannot sign in any more. What they did stays on the record.
people-end-none = They have no open matters.
people-end-team = { $count ->
    [one] One open matter goes
   *[other] { $count } open matters go
} to the pool of { $team }.
people-end-house = { $count ->
    [one] One open matter goes
   *[other] { $count } open matters go
} to the whole house’s pool.
people-end-now = End the login of { $name }
people-add = Add a person
people-add-name = Name
people-add-email = E-mail
people-add-language = Language
people-add-password = First password
people-add-password-help = At least 12 letters. Tell it to the person yourself; nothing is sent.
people-add-now = Add
people-taken = Somebody signs in with this address already.
team-new = Make a team
team-change = Change the team
team-name = Name of the team
team-taken = There is a team of this name already.
team-giving = How does a matter leave the pool?
team-pull = Whoever has a hand free takes the next
team-push = It is given to the one here with the least open
team-front = Takes what comes in without a person
team-front-help = One team at most; the one that does so now does it no more.
team-is-front = Takes what comes in
team-pool = In the pool
team-pool-none = Nothing in the pool
team-empty = Nobody is of this team yet. Choose the team at a person.
away-title = Away
away-lead = Your matters stay yours. While you are away, whoever covers has them on their own list.
away-say = I am away
away-until = Until when?
away-cover = Who covers?
away-cover-none = Nobody by name: the team sees to them
away-why = Why?
away-because-away = Away
away-because-holiday = Holiday
away-because-shift = End of shift
away-save = Away from now
away-change = Change it
away-you = You are away until { $when }.
away-you-later = You are going to be away: { $from } – { $until }.
away-you-cover = { $name } covers for you.
away-you-team = Nobody is named as cover: your team sees to your matters.
away-back = I am back
away-back-of = { $name } is back
did-away = That is noted. Nobody is left waiting.
did-back = Welcome back. Everything is where it was.
did-team = The team stands so now.
did-person = Saved.
did-joined = Added. Tell them the password; they can sign in now.
did-left = The login is ended. What was open goes to the pool.
no-own-login = This is not done to oneself
no-own-login-says = Ask somebody else who keeps the logins. Nothing was changed.
no-password = A password has at least 12 letters.
case-away = { $name } is away until { $when }.
case-covers = { $name } covers.
case-covers-you = You cover.
case-covers-nobody = Nobody named covers: the team sees to it.
case-pool = In the pool of { $team }
case-pool-house = In the whole house’s pool
list-you-cover = You cover for { $names }: their matters stand here too, with their names.
narrow-pool = Our team’s pool
narrow-pool-of = Pool of { $team }
present-looking = { $names } is looking here too
present-writing = { $names } is writing an answer just now.
present-writing-says = What you write is kept. A word between you first, and the customer gets one answer.
no-stale-reply = { $name } answered while you were writing
no-stale-reply-says = Read that answer in the conversation. Yours is kept here: send it if it still adds something.
draft-kept = Here is what you had begun to write.
draft-older = You also wrote something else elsewhere. It is kept here until you send.
draft-use = Use this one instead

knows-title = They may know
knows-here = Can be reached
knows-look = Who knows about this?
knows-nobody = Nobody has solved or answered anything like it yet. Choose below whom you ask.
knows-solved = { $count ->
    [one] has solved one like this
   *[other] has solved { $count } like this
}
knows-answered = { $count ->
    [one] has answered one question like this
   *[other] has answered { $count } questions like this
}
knows-last = the last { $when }
knows-before = has had to do with this, longer ago

knows-skills = says they know: { $skills }
knows-about = Who knows about …?
knows-about-help = Write a few words, in Finnish, Swedish or English.
knows-about-look = Look
knows-none = Nobody has solved, answered or said anything like it yet. Try other words.

skills-of = Knows: { $skills }
skills-title = What { $name } knows
skills-add = One thing they know
skills-help = In a few words: colleagues find people by it.
skills-save = Add
skills-drop = Take out
skills-drop-of = Take out: { $skill }
did-skill = Added. Colleagues find them by it from now on.
did-skill-gone = Taken out.
no-skill = Twenty are enough. Take one out first.
