//! Headers of known programs, and columns without one.

use super::*;

fn guess(header: &str, samples: &[String]) -> Option<&'static str> {
    candidate(header, samples).map(|best| best.field)
}

fn by_header(header: &str) -> Option<&'static str> {
    guess(header, &[])
}

fn assigned(header: &str) -> Vec<Option<&'static str>> {
    let headers: Vec<String> = header.split(',').map(str::to_owned).collect();
    assign(&headers, &[])
}

fn samples(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn the_columns_of_our_own_table_are_known_by_their_names() {
    let own = "created_at,updated_at,staff_name,first_name,last_name,source,event_name,word_of_mouth_type,active_client,\
               referral_type,phone,city,zip_code,dob,medicaid_no,e_contact_name,e_contact_relation,e_contact_phone,\
               last_contact_status,last_contact_date,comments,other_source_type,full_name,email,street,state,stage";
    let expected: Vec<Option<&str>> = own.split(',').map(Some).collect();
    let mut guessed = assigned(own);
    // Beside first and last name a full name says nothing.
    assert_eq!(guessed[22], None);
    guessed[22] = Some("full_name");
    assert_eq!(guessed, expected);
    assert_eq!((by_header("created_by"), by_header("updated_by")), (None, None));
}

#[test]
fn every_name_of_the_table_leads_to_its_field() {
    for field in FIELDS {
        for name in field.called.split(", ") {
            assert_eq!(by_header(name), Some(field.name), "{name}");
        }
    }
}

#[test]
fn ways_of_writing() {
    let cases = [
        ("E-mail", "email"),
        ("Email Address", "email"),
        ("E-mail 1 - Value", "email"),
        ("Cell #", "phone"),
        ("PHONE_NUMBER", "phone"),
        ("Phone 1 - Value", "phone"),
        ("Contact1 Mobile Phone", "phone"),
        ("D.O.B.", "dob"),
        ("Date of Birth", "dob"),
        ("Mailing Zip/Postal Code", "zip_code"),
        ("Zip/Postal", "zip_code"),
        ("FullName", "full_name"),
        ("Client's Name", "full_name"),
        ("LeadSource", "source"),
        ("CreatedDate", "created_at"),
        ("Medicaid #", "medicaid_no"),
        ("Emergency Contact Phone", "e_contact_phone"),
        ("Emergency Contact", "e_contact_name"),
        ("Lead Owner", "staff_name"),
        ("Dirección", "street"),
        ("Nmae", "full_name"),
        ("Emial", "email"),
        ("Phne", "phone"),
    ];
    for (header, field) in cases {
        assert_eq!(by_header(header), Some(field), "{header}");
    }
    let others = [
        "Phone 1 - Type",
        "Home Fax",
        "Assistant's Name",
        "Company Name",
        "Event ID",
        "Nickname",
        "Game",
        "id",
    ];
    for header in others {
        assert_eq!(by_header(header), None, "{header}");
    }
}

#[test]
fn exports_of_other_programs() {
    let meta = assigned(
        "id,created_time,ad_id,ad_name,form_id,is_organic,platform,full_name,email,phone_number,street_address,city,state,zip_code,date_of_birth,lead_status",
    );
    let expected = [
        None,
        Some("created_at"),
        None,
        None,
        None,
        None,
        Some("source"),
        Some("full_name"),
        Some("email"),
        Some("phone"),
        Some("street"),
        Some("city"),
        Some("state"),
        Some("zip_code"),
        Some("dob"),
        Some("stage"),
    ];
    assert_eq!(meta, expected);
    let hubspot =
        assigned("Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date");
    assert_eq!(
        hubspot[1..],
        ["first_name", "last_name", "email", "phone", "staff_name", "stage", "created_at"].map(Some)
    );
    let outlook = assigned(
        "First Name,Last Name,Company,Business Street,Home Street,Home City,Home State,Home Postal Code,Assistant's Phone,Business Fax,Business Phone,Home Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday,Notes",
    );
    let at = |field| outlook.iter().position(|guess| *guess == Some(field));
    assert_eq!((at("street"), at("phone"), at("email"), at("dob")), (Some(4), Some(11), Some(13), Some(15)));
    let eventbrite =
        assigned("Order #,Order Date,First Name,Surname,Email,Home Address 1,Home City,Home State,Home Zip");
    assert_eq!(
        eventbrite[2..],
        ["first_name", "last_name", "email", "street", "city", "state", "zip_code"].map(Some)
    );
}

#[test]
fn one_field_has_one_column() {
    assert_eq!(
        assigned("Name,Email,Phone,Name,Email"),
        [Some("full_name"), Some("email"), Some("phone"), None, None]
    );
    assert_eq!(assigned("Work Phone,Home Phone,Cell"), [None, Some("phone"), None]);
    assert_eq!(assigned("Other City,City"), [None, Some("city")]);
}

#[test]
fn content_speaks_where_the_header_does_not() {
    assert_eq!(guess("", &samples(&["ruth@example.org", "dana@example.org"])), Some("email"));
    assert_eq!(guess("Reach them", &samples(&["(555) 555-0101", "555-555-0102"])), Some("phone"));
    assert_eq!(guess("", &samples(&["21201", "60601-1234"])), Some("zip_code"));
    assert_eq!(guess("", &samples(&["1941-03-02", "1962-11-30"])), Some("dob"));
    assert_eq!(guess("", &samples(&["2026-01-05", "2026-02-11"])), Some("created_at"));
    assert_eq!(guess("Fax", &samples(&["(555) 555-0101"])), None);
    assert_eq!(guess("Last Activity", &samples(&["Email opened", "Page visited"])), None);
    assert_eq!(guess("Record ID", &samples(&["5555550101", "5555550102"])), None);
}

#[test]
fn names_are_split() {
    let cases = [
        ("Ruth Abel", "Ruth", "Abel"),
        ("  Mary  Ann Smith ", "Mary Ann", "Smith"),
        ("Abel, Ruth", "Ruth", "Abel"),
        ("Mrs. Ruth Abel", "Ruth", "Abel"),
        ("Hector King DDS", "Hector", "King DDS"),
        ("Martin Luther King, Jr.", "Martin Luther", "King, Jr."),
        ("Ana de la Cruz", "Ana", "de la Cruz"),
        ("Ludwig van der Berg", "Ludwig", "van der Berg"),
        ("Cher", "Cher", ""),
        ("Dr.", "Dr.", ""),
        ("", "", ""),
    ];
    for (full, first, last) in cases {
        assert_eq!(split_name(full), (first.to_owned(), last.to_owned()), "{full}");
    }
}
