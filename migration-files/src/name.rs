//! The name of a migration, from the name of its file or folder.

/// The name that the ledger knows it by: 1 to 255 ASCII letters, digits, `_`, `-` and `.`; whatever else a file may have
/// in its name (a space, say) becomes `_`. One that is called like a Rust module, `m20260102103000_create`, loses its
/// `m`, so that it sorts among those. The dashes in a date of diesel's, `2017-09-23-182408_move`, are left out, as diesel
/// leaves them out before it sorts: histories have both kinds of dates. What refinery calls `V2__add_cars` is `2_add_cars`:
/// numbers sort by what they count.
pub fn name_of(stem: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name: String = stem
        .chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    let name = match name.strip_prefix('m') {
        Some(rest) if begins_with_a_timestamp(rest) => rest.to_owned(),
        Some(_) | None => match refinery(&name) {
            Some((version, rest)) => format!("{version}_{rest}"),
            None => without_dashes(name),
        },
    };
    (1..=255).contains(&name.len()).then_some(name)
}

/// The version and the name in `V1__name` or `U1__name`
/// (<https://docs.rs/refinery/latest/refinery/macro.embed_migrations.html>).
pub(crate) fn refinery(stem: &str) -> Option<(&str, &str)> {
    let (version, name) = stem.strip_prefix(['V', 'U'])?.split_once("__")?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !name.is_empty()).then_some((version, name))
}

/// <https://docs.rs/diesel/latest/diesel/migration/struct.MigrationVersion.html>: a version is what stands before the
/// first `_`, without dashes.
fn without_dashes(name: String) -> String {
    match name.split_once('_') {
        Some((version, rest)) if is_dashed_date(version) => {
            format!("{}_{rest}", version.replace('-', ""))
        }
        Some(_) | None => name,
    }
}

fn is_dashed_date(version: &str) -> bool {
    let mut parts = version.split('-');
    let lengths: Vec<usize> = parts.clone().take(4).map(str::len).collect();
    lengths == [4, 2, 2, 6] && parts.all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn begins_with_a_timestamp(name: &str) -> bool {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 8 | 14 | 17) && name.as_bytes().get(digits) == Some(&b'_')
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn what_a_ledger_cannot_keep_becomes_an_underscore() {
        let name = |stem| name_of(stem).unwrap();
        assert_eq!(name("0001"), "0001");
        assert_eq!(
            name("2019-11-15-182353_Add email notifications"),
            "20191115182353_Add_email_notifications"
        );
        assert_eq!(
            name("2026-06-26-100902-0000_versions"),
            "202606261009020000_versions"
        );
        assert_eq!(name("2026-06-26_versions"), "2026-06-26_versions");
        assert_eq!(name("v2-1_x"), "v2-1_x");
        assert_eq!(name("1_créer"), "1_cr_er");
        assert_eq!(name_of(""), None);
        assert_eq!(name_of(&"a".repeat(256)), None);
    }

    #[test]
    fn what_refinery_counts_is_named_by_its_number() {
        let name = |stem| name_of(stem).unwrap();
        assert_eq!(name("V1__initial"), "1_initial");
        assert_eq!(name("U012__add_cars_table"), "012_add_cars_table");
        assert_eq!(name("V20260102103000__create"), "20260102103000_create");
        for stem in ["V1_initial", "V1__", "V__x", "V1.2__x", "v1__x", "View__x"] {
            assert_eq!(name(stem), stem);
        }
    }

    #[test]
    fn a_file_called_like_a_module_is_named_like_one() {
        let name = |stem| name_of(stem).unwrap();
        assert_eq!(name("m20260102103000_create"), "20260102103000_create");
        assert_eq!(name("m2026_create"), "m2026_create");
        assert_eq!(name("merge_tables"), "merge_tables");
    }
}
