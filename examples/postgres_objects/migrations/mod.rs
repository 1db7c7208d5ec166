//! The coworking space's migrations, a line for each file.

mod m20260202090000000_create_tenants;
mod m20260203090000000_create_bookings;
mod m20260209140000000_touch_rows;
mod m20260216090000000_report_revenue;
mod m20260302090000000_keep_tenants_apart;
mod m20260316090000000_record_events;
mod m20260330090000000_attach_events_of_2025;

/// The role of the program that serves tenants. Roles belong to the server, not to the database: where two installations
/// share one, `COWORKING_ROLE` gives it another name.
fn app_role() -> String {
    std::env::var("COWORKING_ROLE").unwrap_or_else(|_| "coworking_app".to_owned())
}
