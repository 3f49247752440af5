customer-title = Customer
customer-since = Customer since { $date }
customer-identities = How to reach them
customer-no-identities = We have no way to reach them yet.
customer-verified = verified
customer-promises = Promises
customer-no-promises = No open promises.
customer-promise-late = late by
customer-remedies = Put right before
customer-no-remedies = Nothing before this.
customer-cases = Cases
customer-other-cases = Other cases
customer-no-cases = None yet.
customer-everything = Everything about this customer
customer-more = Contact details and other cases

login-lead = Whoever meets the customer can put things right.
login-email = E-mail
login-password = Password
login-in = Sign in
login-wrong = That did not open
login-wrong-says = The e-mail or the password is not right. Nothing is locked: try again, or ask your administrator for a new password.

catch-lead = A few words are enough. After this it cannot be lost.
catch-what = What is it about?
catch-what-help = In the customer’s own words, if you can.
catch-name = Who?
catch-phone = Phone
catch-email = E-mail
catch-channel = How did you meet?
catch-save = Catch it
catch-says = The case is yours until you give it to someone, and the customer’s clock starts now.

sent-title = Sent folder
sent-lead = This house has no mail relay yet: answers are kept here and do not leave.
sent-empty = Nothing sent yet
sent-empty-says = When you answer a customer, the mail comes here.
sent-case = To case { $number }

account-title = My page
account-mandates = What you may do
account-may = You may give without asking: { $kinds }.
account-apology = You may always apologise.
account-stretch = Up to { $amount } when you write why. It is looked at afterwards.
account-alone = Up to { $amount } while nobody with more room is here.
account-co-sign = Up to { $amount } when a colleague signs it.
account-screen = Screen
account-theme = Light
account-save = Save
account-logout = Sign out
theme-device = As on the device
theme-light = Light
theme-dark = Dark
shortcuts-on = On
shortcuts-off = Off

missing-title = There is nothing here
missing-safe = It may have moved, or it is not for your eyes. Nothing has been lost.
fault-title = This went wrong at our end
fault-safe = We do not know if it was saved. What you wrote is kept here, and trying again does nothing twice.
fault-again = Try again
fault-reference = If you ask for help, mention this:
customer-nameless = Unknown
customer-unknown = We do not know yet who the customer is.
customer-no-others = No others.
customer-reach = Add a way to reach them
customer-reach-by = By what?
customer-address = Address or number
customer-reach-add = Add
catch-who-missing = Who is it about? A name, a phone number or an e-mail is enough.
role-name = { $role ->
    [colleague] colleague
    [agent] serves customers
    [lead] lead
    [process_owner] process owner
   *[admin] administrator
}
login-wait = Wait a moment
login-wait-says = There were many attempts in a row from here. Nothing is locked: try again in a minute.
