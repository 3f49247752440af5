//! Writes every page with sample matters into a folder, for looking at: `--example gallery -- FOLDER`.

mod sample;

use std::{fs, io, path::Path};

use valta_web::{assets, viewer::Theme, words::Lang};

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("look"))?;
    for asset in assets::all() {
        fs::write(folder.join(asset.href.trim_start_matches('/')), &asset.bytes)?;
    }
    for (theme, ending) in [(Theme::Light, ""), (Theme::Dark, "-dark")] {
        for lang in Lang::ALL {
            let place = folder.join(format!("{}{ending}", lang.code()));
            fs::create_dir_all(&place)?;
            for (name, page) in sample::pages(lang, theme) {
                // Read from disk, there is no root to start from.
                let page = page.into_string().replace("\"/look/", "\"../look/");
                fs::write(place.join(format!("{name}.html")), page)?;
            }
        }
    }
    Ok(())
}
