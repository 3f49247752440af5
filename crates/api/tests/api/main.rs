//! The API as its callers meet it: requests in, sentences out, in process and on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod case;
mod events;
mod friction;
mod hostile;
mod house;
mod knowhow;
mod ledger;
mod mandate;
mod money;
mod monitor;
mod payment;
mod point;
mod promise;
mod review;
mod skill;
mod team;
mod token;
mod trouble;

use house::House;
use valta_store::testing::each_backend;

/// Runs a test once on each database, in a house of its own.
#[expect(clippy::needless_pass_by_value, reason = "reads best at its callers")]
fn on_each(test: impl AsyncFn(&House)) {
    each_backend(|db| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::new(&db).await;
            test(&house).await;
        });
    });
}
