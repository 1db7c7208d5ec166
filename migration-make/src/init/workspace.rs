//! The workspace that the crate of migrations becomes a part of, as cargo finds it
//! (<https://doc.rust-lang.org/cargo/reference/workspaces.html>).

use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

use super::toml::matches;
use crate::mistake::Mistake;

/// Where the workspace is.
#[derive(Debug)]
pub(super) enum Root {
    /// There is none yet: in this folder.
    Nothing(PathBuf),
    /// The `Cargo.toml` of a workspace, or of a package that becomes one.
    Manifest {
        folder: PathBuf,
        file: PathBuf,
        text: String,
    },
}

impl Root {
    pub(super) fn folder(&self) -> &Path {
        match self {
            Self::Nothing(folder) | Self::Manifest { folder, .. } => folder,
        }
    }
}

/// Looks from a folder upwards.
pub(super) fn find(here: &Path) -> Result<Root, Mistake> {
    let mut package: Option<Root> = None;
    for folder in here.ancestors() {
        let file = folder.join("Cargo.toml");
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let manifest: DocumentMut = text.parse().map_err(|error| {
            let what = format!("{} cannot be read: {error}", file.display());
            Mistake::new(what, "correct it, then run the same command again")
        })?;
        let inside = match &package {
            Some(root) => root.folder(),
            None => here,
        };
        let is_workspace = manifest.contains_key("workspace");
        if is_workspace && is_excluded(&manifest, folder, inside) {
            break;
        }
        if is_workspace || package.is_none() {
            let folder = folder.to_owned();
            let root = Root::Manifest { folder, file, text };
            if is_workspace {
                return Ok(root);
            }
            package = Some(root);
        }
    }
    Ok(package.unwrap_or_else(|| Root::Nothing(here.to_owned())))
}

/// Whether a workspace says that a folder is no part of it.
fn is_excluded(manifest: &DocumentMut, folder: &Path, inside: &Path) -> bool {
    let excluded = manifest["workspace"].get("exclude");
    let excluded = excluded.and_then(|it| it.as_array());
    let excluded = excluded.into_iter().flatten().filter_map(|it| it.as_str());
    let below = inside.strip_prefix(folder).unwrap_or(inside);
    let mut parts = below.ancestors().filter_map(Path::to_str);
    let excluded: Vec<&str> = excluded.collect();
    parts.any(|part| excluded.iter().any(|pattern| matches(pattern, part)))
}
