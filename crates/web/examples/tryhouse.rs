use valta_desk::{Clock, Desk, Settings};
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).init();
    let db = valta_store::Db::open("sqlite::temporary:", &valta_store::DbSettings::default()).unwrap();
    valta_store::migrate::migrate(&db, valta_store::schema::MIGRATIONS, valta_store::migrate::Run::Apply).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:18080").await.unwrap();
    let n: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(120);
    let settings = Settings { base_url: "http://localhost:18080".into(), house: "Revontuli".into(), ..Settings::default() };
    let desk = Desk::new(db.clone(), settings.clone(), Clock::Wall);
    let clock = Clock::hand(desk.now());
    let past = Desk::new(db, settings, clock.clone());
    let mut plan = valta_rehearsal::Plan::new(desk.now());
    plan.cases = n;
    let house = valta_rehearsal::furnish(&past, &clock, &plan).await.unwrap();
    for a in &house.agents { println!("{} {} {:?}", a.email, a.password, a.role); }
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(desk.clone().run(stopped.clone()));
    println!("ready");
    axum::serve(listener, valta_web::router(desk, stopped).into_make_service_with_connect_info::<std::net::SocketAddr>()).await.unwrap();
}
