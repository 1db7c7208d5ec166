//! The time in the name of a migration: 17 digits of UTC, and always later than that of every other.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// The digits of the time now, or of the next millisecond after the last of these names if the clock is behind it. The
/// names are without the `m` of their modules.
pub(crate) fn after<'a>(names: impl IntoIterator<Item = &'a str>, now: DateTime<Utc>) -> String {
    let latest = names.into_iter().filter_map(next).max();
    let now = now.naive_utc();
    digits(latest.map_or(now, |latest| latest.max(now)))
}

/// The digits of the first time that is sorted after a name; none of one without a time.
pub(crate) fn right_after(name: &str) -> Option<String> {
    next(name).map(digits)
}

/// The digits of a time.
fn digits(time: NaiveDateTime) -> String {
    time.format("%Y%m%d%H%M%S%3f").to_string()
}

/// The first time whose digits are sorted after a name.
fn next(name: &str) -> Option<NaiveDateTime> {
    let end = name.find(|it: char| !it.is_ascii_digit())?;
    let number = |from: usize, to: usize| name[..end].get(from..to)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(
        i32::try_from(number(0, 4)?).ok()?,
        number(4, 6)?,
        number(6, 8)?,
    )?;
    // `_` is sorted after digits: a shorter name comes after all of its second, or of its day.
    match end {
        17 => {
            let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
            let time = day.and_hms_milli_opt(hour, minute, second, number(14, 17)?)?;
            Some(time + TimeDelta::milliseconds(1))
        }
        14 => {
            let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
            Some(day.and_hms_opt(hour, minute, second)? + TimeDelta::seconds(1))
        }
        8 => day.succ_opt()?.and_hms_opt(0, 0, 0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_these(names: &[&str]) -> String {
        let now = "2026-01-02T10:30:00.250Z".parse().unwrap();
        after(names.iter().copied(), now)
    }

    #[test]
    fn a_name_begins_with_the_time() {
        assert_eq!(after_these(&[]), "20260102103000250");
        assert_eq!(after_these(&["20260101000000000_a"]), "20260102103000250");
    }

    #[test]
    fn where_the_clock_is_behind_it_is_the_time_after_the_last() {
        for (last, next) in [
            ("20260102103000250_a", "20260102103000251"),
            ("20270101235959999_a", "20270102000000000"),
            ("20260102103000_a", "20260102103001000"),
            ("20260102_000001_a", "20260103000000000"),
        ] {
            assert_eq!(after_these(&["20250101000000000_z", last]), next);
            assert!(format!("{next}_a").as_str() > last);
        }
    }

    #[test]
    fn names_without_a_time_do_not_count() {
        assert_eq!(
            after_these(&["1_a", "99999999999999999_a", "x"]),
            "20260102103000250"
        );
    }
}
