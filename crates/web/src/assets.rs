//! The looks: styles, scripts and the mark, embedded and served under names that carry their content's
//! hash, so that a browser may keep them for ever and a new version is seen at once.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// How long a browser may keep a hashed name.
pub(crate) const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// Everything that pages may load, and from where.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

pub(crate) struct Asset {
    /// As the code names it: `valta.css`.
    pub(crate) name: &'static str,
    /// As pages name it: `/look/valta.3f2a91c04b7de815.css`.
    pub(crate) href: String,
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

/// A module stands after those that it imports, since their hashed names are written into it.
const FILES: [(&str, &str, &[u8]); 18] = [
    ("valta.css", CSS, include_bytes!("../look/valta.css")),
    ("mark.svg", SVG, include_bytes!("../look/mark.svg")),
    ("icon-192.png", PNG, include_bytes!("../look/icon-192.png")),
    ("icon-512.png", PNG, include_bytes!("../look/icon-512.png")),
    ("caught.js", JS, include_bytes!("../look/caught.js")),
    ("catch.js", JS, include_bytes!("../look/catch.js")),
    ("page.js", JS, include_bytes!("../look/page.js")),
    ("times.js", JS, include_bytes!("../look/times.js")),
    ("keep.js", JS, include_bytes!("../look/keep.js")),
    ("forms.js", JS, include_bytes!("../look/forms.js")),
    ("live.js", JS, include_bytes!("../look/live.js")),
    ("decide.js", JS, include_bytes!("../look/decide.js")),
    ("keys.js", JS, include_bytes!("../look/keys.js")),
    ("present.js", JS, include_bytes!("../look/present.js")),
    ("push.js", JS, include_bytes!("../look/push.js")),
    ("where.js", JS, include_bytes!("../look/where.js")),
    ("zone.js", JS, include_bytes!("../look/zone.js")),
    ("valta.js", JS, include_bytes!("../look/valta.js")),
];

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets: Vec<Asset> = Vec::with_capacity(FILES.len());
    for (name, content_type, bytes) in FILES {
        let bytes = if content_type == JS { with_hashed_imports(bytes, &assets) } else { bytes.to_vec() };
        let href = hashed(name, &bytes);
        assets.push(Asset { name, href, content_type, bytes });
    }
    assets
});

/// Where a page finds the asset of this name.
pub(crate) fn href(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.href.as_str())
}

/// The asset at this path; `None` also for a name whose content has changed.
pub(crate) fn at(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.href == path)
}

fn hashed(name: &str, bytes: &[u8]) -> String {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(bytes)[..8]);
    let hash = u64::from_be_bytes(first);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/look/{stem}.{hash:016x}.{ending}")
}

fn with_hashed_imports(script: &[u8], before: &[Asset]) -> Vec<u8> {
    let mut script = String::from_utf8_lossy(script).into_owned();
    for asset in before {
        let hashed = asset.href.trim_start_matches("/look/");
        script = script.replace(&format!("\"./{}\"", asset.name), &format!("\"./{hashed}\""));
    }
    script.into_bytes()
}

#[cfg(test)]
mod tests;
