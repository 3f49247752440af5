//! The acts of the product, one code each: what a page, a call or a command asks before it does anything.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The same word as in the policies.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    Action {
        // The door.
        SignIn = "sign_in",
        ChooseLanguage = "choose_language",
        /// To look at one's own matter by its link, and to write there.
        FollowLink = "follow_link",
        /// To read what somebody has promised, by the address that their calendar has.
        ReadFeed = "read_feed",
        /// That the program runs and the database answers.
        SeeHealth = "see_health",
        SeeMetrics = "see_metrics",
        /// The description of the API.
        SeeDescription = "see_description",

        // Oneself.
        /// One's own password and language; signing out.
        KeepAccount = "keep_account",
        SeeTokens = "see_tokens",
        MakeToken = "make_token",
        RevokeToken = "revoke_token",

        // Matters.
        /// The list of the matters that one owns or opened.
        SeeOwnCases = "see_own_cases",
        /// Lists, searches and counts reach over every matter.
        SeeEveryCase = "see_every_case",
        Find = "find",
        /// To be told, while looking, that something has changed.
        Follow = "follow",
        /// The mail that left, or was kept here instead.
        SeeSent = "see_sent",
        /// One case with its conversation, notes and promises.
        SeeCase = "see_case",
        /// The case's events, in words.
        SeeRecord = "see_record",
        /// A message as it came, byte for byte, and what was attached to it.
        SeeMessage = "see_message",
        OpenCase = "open_case",
        /// To catch a matter on a phone, and to see what became of it.
        Catch = "catch",
        TakeCase = "take_case",
        /// To note what the customer said.
        Hear = "hear",
        Reply = "reply",
        SendAgain = "send_again",
        Note = "note",
        MakePromise = "make_promise",
        KeepPromise = "keep_promise",
        RenewPromise = "renew_promise",
        /// To note the customer's own clock.
        SetDeadline = "set_deadline",
        SnoozeCase = "snooze_case",
        ResolveCase = "resolve_case",
        ReopenCase = "reopen_case",
        SplitCase = "split_case",
        MergeCase = "merge_case",
        /// To offer a matter to somebody else, and to take the offer back.
        HandOver = "hand_over",
        AnswerHandover = "answer_handover",
        /// To ask colleagues inside a matter, and to take the question back.
        Consult = "consult",
        AnswerConsultation = "answer_consultation",
        /// To say that a step of ours got in the way, or that the customer had to say it again.
        ReportFriction = "report_friction",

        /// To see by which links a customer may look, to make one for paper, and to end one.
        KeepLinks = "keep_links",

        // Customers.
        SeeCustomers = "see_customers",
        SeeCustomer = "see_customer",
        AddCustomer = "add_customer",
        AddIdentity = "add_identity",
        /// To say what a customer can count on, and to end that.
        KeepArrangements = "keep_arrangements",

        // Remedies.
        /// To ask what one may give oneself.
        Weigh = "weigh",
        /// To ask what somebody else may give.
        WeighForAnother = "weigh_for_another",
        SeeRemedies = "see_remedies",
        SeeRemedy = "see_remedy",
        GiveRemedy = "give_remedy",
        ReverseRemedy = "reverse_remedy",
        CoSign = "co_sign",
        DecideEscalation = "decide_escalation",
        /// Recorded decisions with what they were made from.
        SeeDecisions = "see_decisions",

        // Afterwards.
        Review = "review",
        SeeReviews = "see_reviews",
        /// What the reviews say about one person's acts.
        SeeTrust = "see_trust",
        SeeLedger = "see_ledger",
        /// What was given and waits to be paid.
        SeeFinanceQueue = "see_finance_queue",
        ConfirmPayment = "confirm_payment",

        /// Promises that are broken, and how many are kept.
        SeePromises = "see_promises",
        /// What was reported: of the matters that one sees, and of the processes that one owns.
        SeeFriction = "see_friction",

        // The house.
        SeeMandates = "see_mandates",
        /// To set a mandate, or to revoke it.
        SetMandate = "set_mandate",
        /// The figures that costs are reckoned from.
        SeeParameters = "see_parameters",
        SetParameter = "set_parameter",
        SeeAgents = "see_agents",
        /// To add people, change their role, and end their logins.
        KeepAgents = "keep_agents",
        /// To make teams, say who is of them, and who takes what comes in.
        KeepTeams = "keep_teams",
        SeeProcesses = "see_processes",
        /// To name processes with their steps, and say who answers for each.
        KeepProcesses = "keep_processes",
        /// When the house serves.
        SeeHours = "see_hours",
        /// To say when it serves, and by which clock.
        KeepHours = "keep_hours",
        /// Who is on call, now and next.
        SeeRota = "see_rota",
        /// To say who is on call in turn.
        KeepRota = "keep_rota",
        /// To take a turn on call over.
        TakeWatch = "take_watch",
        /// Where customers are met, and which point is near and open.
        SeePoints = "see_points",
        /// To say where they are met, when, and where for a while.
        KeepPoints = "keep_points",
        /// To say when somebody is away and who covers for them.
        SayAway = "say_away",
        /// To say what somebody knows, for others to find them by.
        StateSkill = "state_skill",
        /// The whole log.
        SeeEvents = "see_events",
        /// What waits to leave the house.
        SeeOutbox = "see_outbox",
        /// What became of every message that came in.
        SeeHouseMail = "see_house_mail",
        /// Any message of the inbox as it came, whatever became of it.
        SeeKeptMessage = "see_kept_message",
    }
}
