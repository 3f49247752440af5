use super::*;
use crate::trial;
#[test]
#[ignore]
fn speed() {
    let rt = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for db in valta_store::testing::backends() {
        for cases in [400usize] {
            let (desk, clock) = trial::desk(&db);
            let t = std::time::Instant::now();
            let house = rt.block_on(furnish(&desk, &clock, &Plan { cases, ..Plan::new(trial::NOW) })).unwrap();
            println!("{:?} {cases} {:?} agents {} stories {:?}", db.dialect(), t.elapsed(), house.agents.len(), house.stories.iter().map(|s| s.case.is_some()).collect::<Vec<_>>());
            println!("{}", trial::kinds(&rt.block_on(trial::log(&desk))));
            let t = std::time::Instant::now();
            let n = rt.block_on(bulk::bulk(&desk, 2000, 9)).unwrap();
            println!("bulk {n} {:?}", t.elapsed());
        }
    }
}
