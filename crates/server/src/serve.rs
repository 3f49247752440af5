//! `valta serve`: the desk, the pages, the API and the door for mail, until somebody says stop.

use std::{net::SocketAddr, time::Duration};

use tokio::{net::TcpListener, sync::watch};
use valta_desk::{Clock, Desk, Settings, channel::email::lmtp};

use crate::{Failed, config::Config};

/// How long requests that have begun may take once somebody said stop.
const LAST_ORDERS: Duration = Duration::from_secs(5);
/// How long a relay may take to answer for what was being sent.
const LAST_MAIL: Duration = Duration::from_mins(1);

pub(crate) async fn run(config: Config) -> Result<(), Failed> {
    let house = House::open(&config).await?;
    house.desk.set_up().await?;
    tracing::info!(address = %house.address, lmtp = ?house.lmtp_address, "Valta is open");
    house.run(stop_asked()).await
}

/// Everything bound and ready, so that whoever starts it can say where.
pub(crate) struct House {
    pub(crate) desk: Desk,
    pub(crate) address: SocketAddr,
    pub(crate) lmtp_address: Option<SocketAddr>,
    listener: TcpListener,
    lmtp: Option<TcpListener>,
}

impl House {
    pub(crate) async fn open(config: &Config) -> Result<House, Failed> {
        let db = config.open()?;
        House::over(config, db, Clock::Wall).await
    }

    pub(crate) async fn over(config: &Config, db: valta_store::Db, clock: Clock) -> Result<House, Failed> {
        let listener = bind(config.listen).await?;
        let address = listener.local_addr().unwrap_or(config.listen);
        let lmtp = match config.lmtp {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let lmtp_address = lmtp.as_ref().and_then(|listener| listener.local_addr().ok());
        let base_url =
            config.base_url.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port()));
        let base_url = base_url.trim_end_matches('/').to_owned();
        let settings = Settings {
            rules: config.rules()?,
            policies: Some(config.policies()?),
            guard: config.guard()?,
            ..config.settings(base_url)?
        };
        let desk = Desk::new(db, settings, clock);
        Ok(House { desk, address, lmtp_address, listener, lmtp })
    }

    /// Until `stop` resolves; then what has begun is finished.
    pub(crate) async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Failed> {
        let (stopping, stopped) = watch::channel(false);
        let wait = |mut stopped: watch::Receiver<bool>| async move {
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };

        let pages = valta_web::router(self.desk.clone(), stopped.clone()).merge(valta_api::router(
            self.desk.clone(),
            valta_api::ApiSettings { stopped: Some(stopped.clone()), ..valta_api::ApiSettings::default() },
        ));
        let web = axum::serve(self.listener, pages.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(wait(stopped.clone()));
        let mut parts = tokio::task::JoinSet::new();
        parts.spawn(async move {
            if let Err(error) = web.await {
                tracing::error!(%error, "the pages are closed");
            }
        });
        let work = tokio::task::spawn(self.desk.clone().run(stopped.clone()));
        if let Some(listener) = self.lmtp {
            parts.spawn(lmtp::serve(self.desk.clone(), listener, wait(stopped)));
        }

        stop.await;
        tracing::info!("Valta is closing");
        let _ = stopping.send(true);
        let finished = async { while parts.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_ORDERS, finished).await.is_err() {
            tracing::warn!("some requests were cut off; what they had recorded is kept");
        }
        // A message that is on its way is waited for: cut off, nobody would know whether it left.
        if tokio::time::timeout(LAST_MAIL, work).await.is_err() {
            tracing::warn!("a relay did not answer in time; what was on its way to it is uncertain");
        }
        Ok(())
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failed> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failed::wrong(format!("Nothing can be answered at {address}: {error}.")))
}

/// Resolves when the terminal or the system asks the program to stop.
pub(crate) async fn stop_asked() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
