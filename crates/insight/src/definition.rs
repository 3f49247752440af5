//! What every measure is, in words, in one place: what is shown anywhere is shown with these.

codes! {
    /// What is measured.
    Measure {
        Cases = "cases",
        Events = "events",
        Variants = "variants",
        Follows = "dfg",
        Throughput = "throughput_days",
        Lead = "lead_days",
        Handovers = "handovers",
        HandoverEvents = "handover_events",
        Direct = "direct",
        AnyReturn = "any_return",
        WorstPairs = "worst_pairs",
        KeptByFirst = "kept_by_first",
        FirstLine = "first_line",
        Waiting = "waiting_days",
        InHands = "in_hands",
        InFirmsHands = "in_firms_hands",
        Touch = "touch",
        Reopened = "reopened",
        Limits = "limits",
        FirstContact = "first_contact_resolution",
        FailureDemand = "failure_demand",
        PromisesKept = "promises_kept",
        ToldBefore = "told_before_it_broke",
        Effort = "observed_effort",
        Cost = "cost_of_a_case",
        Staying = "staying",
        Worth = "customer_lifetime_value",
    }
}

impl Measure {
    /// One or two sentences, without formulas that cannot be said aloud.
    pub const fn definition(self) -> &'static str {
        match self {
            Measure::Cases => "Matters with at least one event that has a time.",
            Measure::Events => "What happened in these cases.",
            Measure::Variants => "Different sequences of activities from a case's first event to its last.",
            Measure::Follows => {
                "Which activity came directly after which in the same case: how many different arcs, and how many \
                 pairs in all."
            }
            Measure::Throughput => {
                "Days from a case's first event to its last. Quantiles lie linearly between neighbouring values; \
                 the interval is that of the median's ranks."
            }
            Measure::Lead => {
                "Days from a case's first event to its last, without the time after it was put right or cancelled."
            }
            Measure::Handovers => {
                "How often the owner changed from one event to the next in a case; the key says who counts as an \
                 owner."
            }
            Measure::HandoverEvents => "How often the event that was named as a handover happened in a case.",
            Measure::Direct => {
                "Direct ping-pong: the owner changed and changed back (A, B, A) with nobody between. Cases with at \
                 least one, and bounces in all."
            }
            Measure::AnyReturn => {
                "Cases that came back to any earlier owner, directly or through others. Direct ping-pong is part \
                 of it; the two are never added."
            }
            Measure::WorstPairs => "Two owners between whom cases bounced directly, in either direction.",
            Measure::KeptByFirst => {
                "Of the cases that an owner had first, those that were never handed over. A matter of rules, not \
                 of people."
            }
            Measure::FirstLine => "Cases in which every event is in the first line, of all cases.",
            Measure::Waiting => {
                "Days of all cases by what they were doing: the time between two events belongs to the state that \
                 the first of them set. The parts sum to the whole."
            }
            Measure::InHands => {
                "Time in somebody's hands, of the time in hands and waiting; without the time after it was put \
                 right. In hands is not touch time. Pooled is the ratio of sums, the median that of cases."
            }
            Measure::InFirmsHands => {
                "Time in somebody's hands, of the time in hands and waiting for anybody but the customer: what \
                 the house can change."
            }
            Measure::Touch => {
                "Time in which at least one piece of work was going on (from its start to its completion), of the \
                 time from first event to last."
            }
            Measure::Reopened => {
                "Cases that were worked on or waited again after they had been put right, of those that ever were."
            }
            Measure::Limits => {
                "What a limit would have freed from asking: everything asked for and answered whose amount is not \
                 beyond it, with the days from first asking to last answer. What had ever been rejected is the \
                 exposure, as an upper bound. Assumes that people ask as they asked."
            }
            Measure::FirstContact => {
                "Matters without a further contact from the customer within the window, without reopening and \
                 without a handover, of the matters that are at least as old as the window."
            }
            Measure::FailureDemand => {
                "Contacts that were caused by not doing something, or not doing it right, of all contacts that \
                 were told apart."
            }
            Measure::PromisesKept => {
                "Promises that were kept when they were due or before, of those whose time has passed. One that is \
                 overdue is broken now, not later."
            }
            Measure::ToldBefore => {
                "Of the broken promises, those whose customer heard of it before they were due."
            }
            Measure::Effort => {
                "What a matter took from the customer: contacts, changes of channel, times they had to say who they \
                 are, handovers, and days waited. Counted, not asked."
            }
            Measure::Cost => {
                "Minutes of work, of taking over and of asking and approving, at their price, and what was given \
                 and sent. Each parameter is measured or assumed, and says which."
            }
            Measure::Staying => {
                "The share that is still buying after so much time, where for some it is not known yet (Kaplan and \
                 Meier). A difference between groups is no proof of its cause."
            }
            Measure::Worth => {
                "What a customer is expected to buy from now on, from how often and how lately they bought (BG/NBD; \
                 Fader, Hardie and Lee 2005)."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_says_what_it_is_in_a_sentence() {
        for &measure in Measure::ALL {
            assert!(measure.definition().ends_with('.'), "{}", measure.code());
        }
    }
}
