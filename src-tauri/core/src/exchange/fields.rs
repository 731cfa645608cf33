//! The table of what other programs call the fields of a lead.
//!
//! From the header rows of HubSpot, Salesforce, Outlook, Google Contacts, Thunderbird, Mailchimp, Eventbrite, Mautic
//! and Meta lead forms, from the import layout of the agency program whose columns ours follow, and from sheets as
//! offices keep them.

/// One field of a lead, as an import can fill it, and what it is called elsewhere.
pub struct Field {
    /// Its name in the program; `full_name` alone is no field of a lead but is split into two.
    pub name: &'static str,
    /// What a header calls it, the likeliest first, divided by commas: lower case, words apart, `number` for `#`.
    pub called: &'static str,
    /// How much less likely the first name is than a sure one, and each further name than the one before it.
    pub doubt: (u32, u32),
}

const fn field(name: &'static str, called: &'static str) -> Field {
    Field { name, called, doubt: (0, 1) }
}

/// All names are equally good, so that the first column of several wins.
const fn alike(name: &'static str, called: &'static str) -> Field {
    Field { name, called, doubt: (0, 0) }
}

/// Names that count only where the field has no better column.
const fn weaker(name: &'static str, called: &'static str) -> Field {
    Field { name, called, doubt: (100, 1) }
}

/// Every field that an import fills, and its names. A name stands in one field only.
pub const FIELDS: &[Field] = &[
    field(
        "first_name",
        "first name, given name, first, forename, fname, name first, nombre de pila, vorname, prenom",
    ),
    field(
        "last_name",
        "last name, surname, family name, last, lname, name last, apellido, apellidos, nachname",
    ),
    field(
        "full_name",
        "full name, name, lead name, client name, customer name, patient name, contact name, consumer \
         name, member name, attendee name, participant name, display name, first and last name, first \
         and surname, first last name, nombre, nombre completo, nom, person, client, lead, applicant, \
         title name, file as",
    ),
    alike(
        "phone",
        "phone, phone number, telephone, telephone number, mobile, mobile phone, mobile number, cell, \
         cell phone, cell number, cellphone number, cellular, tel, tel number, home phone, home \
         mobile, contact number, contact phone, phone no, mobile no, primary phone, preferred phone, \
         best phone, day phone, daytime phone, evening phone, main phone, number to call, telefono, \
         celular, movil, telefon, numero de telefono, phone home, phone mobile, phone cell, mobile \
         phone number, cell phone number, home phone number",
    ),
    weaker(
        "phone",
        "landline, whatsapp, whatsapp number, other phone, work phone, business phone, phone work, \
         company main phone, phone 2, alternate phone, secondary phone",
    ),
    field(
        "email",
        "email, e mail, email address, e mail address, mail, email id, primary email, preferred \
         email, personal email, email home, home email, lead email, correo, correo electronico, email \
         personal, email 1, courriel, work email, email work, business email, secondary email, email \
         other, alternate email",
    ),
    field(
        "street",
        "street, street address, address, address 1, address line 1, address 1 street, street 1, \
         street name, home address, mailing street, mailing address, address line, home street, home \
         address 1, residence, residence address, direccion, domicilio, strasse, adresse, address \
         street, primary street, primary address, billing street, billing address, work address, \
         business street, other street, shipping street, address 1 formatted",
    ),
    field(
        "city",
        "city, town, city name, home city, mailing city, address 1 city, city town, ciudad, ort, \
         stadt, ville, locality, suburb, primary city, address city, work city, business city, \
         billing city, other city",
    ),
    field(
        "state",
        "state, state province, state name, state region, province, home state, mailing state, us \
         state, mailing state province, address 1 region, estado, region, address state, state code, \
         primary state province, work state, business state, billing state, billing state province, \
         other state",
    ),
    field(
        "zip_code",
        "zip code, zip, zipcode, zip postal code, zip postal, postal code, postcode, post code, \
         postal zip, postal zip code, home zip, home zipcode, home postal code, mailing zip postal \
         code, mailing postal code, mailing zip, address 1 postal code, codigo postal, plz, address \
         zip, cp, primary zip postal code, billing zip postal code, work zip, work zipcode, business \
         postal code, other postal code, other zip",
    ),
    field(
        "dob",
        "dob, d o b, date of birth, birth date, birthdate, birthday, birth day, born, born on, client \
         dob, fecha de nacimiento, geburtsdatum, day of birth",
    ),
    field(
        "medicaid_no",
        "medicaid no, medicaid number, medicaid, medicaid id, medicaid id number, medicaid id no, \
         medicaid recipient id, medicaid recipient number, recipient id, recipient number, rin, ma \
         number, ma id, medical assistance number, medical assistance id, medicaid member id, medi \
         cal id, mcaid, mcaid number",
    ),
    field(
        "source",
        "source, lead source, original source, referral source, source of referral, source of lead, \
         data source, how did you hear about us, how did you hear, heard about us, lead origin, \
         contact source, channel, marketing source, original source type, utm source, fuente, origen, \
         referred by, platform",
    ),
    field(
        "partner",
        "partner, partner name, partner organization, partner organisation, partner company, referring \
         partner, referral partner, referring organization, referring organisation, referring agency, \
         partner agency",
    ),
    field("event_name", "event name, event, event title, name of event, event attended, outreach event"),
    field("word_of_mouth_type", "word of mouth type, word of mouth, wom, wom type, word of mouth source"),
    field(
        "other_source_type",
        "other source type, other source, source other, source detail, source details, lead source \
         detail",
    ),
    field(
        "staff_name",
        "staff name, staff, staff member, lead owner, contact owner, owner, owner name, owner alias, \
         account owner, assigned to, assigned staff, assigned user, assigned rep, assignee, sales \
         rep, salesperson, sales person, rep, representative, agent, handled by, taken by, intake by, \
         intake coordinator, coordinator, case owner, responsable, employee, recruiter",
    ),
    field(
        "stage",
        "stage, lead stage, status, lead status, pipeline stage, crm status, deal stage, contact \
         stage, client status, lifecycle stage, current status, current stage, lead state, estatus",
    ),
    field(
        "active_client",
        "active client, is client, is active client, current client, client active, active",
    ),
    field(
        "referral_type",
        "referral type, type of referral, referral, referral kind, case type, interim or regular",
    ),
    field(
        "e_contact_name",
        "e contact name, emergency contact name, emergency contact, emergency name, ec name, e \
         contact, emergency contact full name, in case of emergency, ice name, name of emergency \
         contact, next of kin, next of kin name",
    ),
    field(
        "e_contact_relation",
        "e contact relation, e contact relationship, emergency contact relation, emergency contact \
         relationship, emergency relationship, emergency relation, ec relation, ec relationship, \
         relationship to client, relation to client, relationship to patient, relationship, relation, \
         next of kin relationship",
    ),
    field(
        "e_contact_phone",
        "e contact phone, emergency contact phone, emergency contact phone number, emergency contact \
         number, emergency phone, emergency phone number, emergency number, ec phone, ec phone \
         number, ice phone, emergency contact cell, emergency contact telephone, next of kin phone",
    ),
    field(
        "last_contact_status",
        "last contact status, contact status, last call status, call status, call outcome, call \
         result, last contact result, last contact outcome, outcome of call, disposition, call \
         disposition",
    ),
    field(
        "last_contact_date",
        "last contact date, last contact, last contacted, last contacted date, date of last contact, \
         last call date, last call, last called, last touch, date last contacted, last spoke",
    ),
    field(
        "comments",
        "comments, comment, notes, note, remarks, remark, description, message, additional comments, \
         additional notes, additional information, other notes, notas, comentarios, observaciones, \
         bemerkungen, contact notes, lead notes, call notes, memo",
    ),
    field(
        "created_at",
        "created at, created, created time, created on, created date, create date, date created, \
         creation date, date added, added on, added, entry date, date entered, date of entry, lead \
         date, inquiry date, date of inquiry, intake date, date received, received, received on, \
         submission date, date submitted, submitted at, submitted, submitted on, sign up date, signup \
         date, registration date, registered on, optin time, conversion time, timestamp, time stamp, \
         date time, referral date, date of referral, date, fecha, connected on, order date, start \
         time",
    ),
    field(
        "updated_at",
        "updated at, updated, updated on, updated date, update date, last updated, last update, date \
         updated, modified, modified at, modified on, modified date, last modified, last modified \
         date, last modified on, date modified, last changed, last activity date, last activity",
    ),
];

/// Words beside the name of a field that say whose or which it is, after how much less likely they make it.
pub const QUALIFIERS: &[(u32, &str)] = &[
    (
        1,
        "lead leads client clients patient consumer customer contact contacts contact1 person member \
         attendee participant applicant subscriber your the value primary preferred home personal \
         residential required optional 1",
    ),
    (2, "user main current mailing us"),
    (8, "work business office billing household"),
    (9, "shipping other alternate alternative secondary additional"),
    (10, "2"),
    (11, "3"),
    (12, "contact2"),
];
