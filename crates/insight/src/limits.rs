//! What if the limit were L: what would not have had to be asked for, at what exposure. The past under a
//! limit, on the assumption that people ask as they asked; a curve over limits, not a proposal.

/// A matter that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask {
    /// In the log's own unit.
    pub amount: f64,
    /// From the first asking to the last answer, microseconds; none where nobody answered.
    pub wait: Option<i64>,
    /// Somebody said no at any time, whatever came after.
    pub rejected: bool,
}

/// What one limit frees: everything asked for and answered whose amount is not beyond it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Freed {
    pub limit: f64,
    pub freed: u32,
    pub wait_days: f64,
    pub amount: f64,
    /// Of these, what somebody had said no to: the exposure, as an upper bound.
    pub rejected: u32,
    pub rejected_amount: f64,
}

/// One point for each limit, in their order. Those without an answer are in none.
pub fn curve(asks: &[Ask], limits: &[f64]) -> Vec<Freed> {
    let mut sorted: Vec<&Ask> =
        asks.iter().filter(|ask| ask.wait.is_some() && ask.amount.is_finite()).collect();
    sorted.sort_by(|a, b| a.amount.total_cmp(&b.amount));
    let mut order: Vec<f64> = limits.to_vec();
    order.sort_by(f64::total_cmp);
    let mut so_far = Freed::default();
    let mut micros = 0;
    let mut rest = sorted.into_iter().peekable();
    let mut points = Vec::new();
    for limit in order {
        while let Some(ask) = rest.next_if(|ask| ask.amount <= limit) {
            so_far.freed += 1;
            micros += ask.wait.unwrap_or(0);
            so_far.amount += ask.amount;
            if ask.rejected {
                so_far.rejected += 1;
                so_far.rejected_amount += ask.amount;
            }
        }
        points.push(Freed { limit, wait_days: crate::real(micros) / crate::flow::DAY, ..so_far });
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_limit_frees_what_a_lower_one_did_and_more() {
        const DAY: i64 = 86_400_000_000;
        let ask =
            |amount, days: Option<i64>, rejected| Ask { amount, wait: days.map(|days| days * DAY), rejected };
        let asks = [
            ask(30.0, Some(4), true),
            ask(10.0, Some(1), false),
            ask(10.01, Some(2), true),
            ask(5.0, None, true),
        ];
        let points = curve(&asks, &[25.0, 10.0, 100.0]);
        let shown: Vec<_> = points
            .iter()
            .map(|p| (p.limit, p.freed, p.wait_days, p.amount, p.rejected, p.rejected_amount))
            .collect();
        assert_eq!(
            shown,
            [
                (10.0, 1, 1.0, 10.0, 0, 0.0),
                (25.0, 2, 3.0, 20.009_999_999_999_998, 1, 10.01),
                (100.0, 3, 7.0, 50.01, 2, 40.01),
            ]
        );
    }
}
