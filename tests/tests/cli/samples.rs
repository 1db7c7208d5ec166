//! What a terminal shows, at several widths, with colours and without.

use insta::assert_snapshot;

use crate::shop::{Shop, run};

/// What a command shows at a width, its accidental parts named. Each line of a migration is as wide as the terminal.
fn shown(shop: &Shop, line: &str, width: usize, color: bool) -> String {
    let mut command = shop.command(line);
    command.env("COLUMNS", width.to_string());
    command.args(["--color", if color { "always" } else { "never" }]);
    let ran = run(&mut command);
    let text = format!("{}{}", ran.stderr, ran.stdout);
    let mut out = format!("$ shop {line}\n");
    for line in text.lines() {
        let plain = without_colours(line);
        if ["  DONE", "  UNDONE", "  FAIL"]
            .iter()
            .any(|word| plain.ends_with(word))
        {
            assert_eq!(plain.chars().count(), width, "{plain}");
        }
        out += &named(shop, line);
        out.push('\n');
    }
    out.replace('\x1b', "\u{241b}")
}

fn without_colours(line: &str) -> String {
    let mut out = String::new();
    let mut parts = line.split('\x1b');
    out += parts.next().unwrap_or_default();
    for part in parts {
        out += part.split_once('m').map_or("", |(_, rest)| rest);
    }
    out
}

/// Durations, dots, times and the database by names of their own.
fn named(shop: &Shop, line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in line.replace(shop.url(), "<database>").split(' ') {
        let bare = without_colours(word);
        let is_time = matches!(bare.as_str(), "ms" | "s")
            && words.last().is_some_and(|last| last.parse::<f64>().is_ok());
        if is_time {
            words.pop();
            words.push("<time>".to_owned());
        } else if bare.len() > 3 && bare.bytes().all(|byte| byte == b'.') {
            words.push(word.replace(&bare, "..."));
        } else if bare.len() == 10 && bare.starts_with("20") && bare.matches('-').count() == 2 {
            words.push("<day>".to_owned());
        } else if bare.len() == 9 && bare.ends_with('Z') && bare.matches(':').count() == 2 {
            words.push("<hour>".to_owned());
        } else {
            words.push(word.to_owned());
        }
    }
    let line = words.join(" ");
    // The version of a server, the milliseconds of a table, which also move what comes after them.
    match line.find("SQLite 3.") {
        Some(at) => format!("{}<server>", &line[..at]),
        None => without_ms(&line),
    }
}

/// A line of `status` with its milliseconds named.
fn without_ms(line: &str) -> String {
    let Some((before, after)) = line.split_once("<hour>") else {
        return line.to_owned();
    };
    let rest = after.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    format!("{before}<hour>  <ms>  {}", rest[digits..].trim_start())
}

#[tokio::test]
async fn the_samples_are_shown_at_every_width() {
    for width in [60, 80, 120] {
        for color in [false, true] {
            let mut shop = Shop::new().await;
            let mut all = String::new();
            let mut show = |shop: &Shop, line: &str| {
                all += &shown(shop, line, width, color);
                all.push('\n');
            };
            show(&shop, "status");
            show(&shop, "migrate --to 20260202");
            shop.wrong("bad check");
            show(&shop, "migrate");
            shop.execute(
                "UPDATE _migrations SET name = '20260106000000000_hire_clerks' WHERE name LIKE '%create_orders'",
            )
            .await;
            shop.execute("UPDATE _migrations SET checksum = '1:0' WHERE name LIKE '%create_books'")
                .await;
            shop.execute(
                "INSERT INTO _migrations (name, batch, applied_by) VALUES ('20990101000000000_new_feature', 7, 'ci@build')",
            )
            .await;
            show(&shop, "status");
            show(&shop, "pending");
            show(&shop, "check");
            show(&shop, "sql 20260202 --dialect sqlite");
            shop.must("config --stamp production");
            show(&shop, "fresh --yes");
            show(&shop, "rollback --step 1");
            show(&shop, "history");
            show(&shop, "doctor");
            show(&shop, "--url nonsense status");
            show(&shop, "explain MIG-0307");
            show(&shop, "redo");
            let name = format!("{width}_{}", if color { "colours" } else { "plain" });
            assert_snapshot!(name, all);
        }
    }
}
