# SPDX-License-Identifier: BSD-2-Clause
"""What the pack of countries must know besides their names: demonyms and capitals by ISO 3166-1 code, and sentences that
tell states from what else has their names."""

# code: capital or seat (a comma between several) : demonyms. "-" where news uses none of its own.
DEMONYMS_AND_CAPITALS = """
AD: Andorra la Vella: Andorran        AE: Abu Dhabi: Emirati              AF: Kabul: Afghan
AG: St. John's: Antiguan, Barbudan    AI: The Valley: Anguillan           AL: Tirana: Albanian
AM: Yerevan: Armenian                 AO: Luanda: Angolan                 AR: Buenos Aires: Argentine, Argentinian
AS: Pago Pago: American Samoan        AT: Vienna: Austrian                AU: Canberra: Australian
AW: Oranjestad: Aruban                AX: Mariehamn: Ålander              AZ: Baku: Azerbaijani
BA: Sarajevo: Bosnian, Herzegovinian  BB: Bridgetown: Barbadian, Bajan    BD: Dhaka: Bangladeshi
BE: Brussels: Belgian                 BF: Ouagadougou: Burkinabè          BG: Sofia: Bulgarian
BH: Manama: Bahraini                  BI: Gitega, Bujumbura: Burundian    BJ: Porto-Novo, Cotonou: Beninese
BM: Hamilton: Bermudian               BN: Bandar Seri Begawan: Bruneian   BO: La Paz, Sucre: Bolivian
BR: Brasília: Brazilian               BS: Nassau: Bahamian                BT: Thimphu: Bhutanese
BW: Gaborone: Botswanan, Motswana     BY: Minsk: Belarusian               BZ: Belmopan: Belizean
CA: Ottawa: Canadian                  CC: -: Cocos Islander               CD: Kinshasa: Congolese
CF: Bangui: -                         CG: Brazzaville: -                  CH: Bern: Swiss
CI: Yamoussoukro, Abidjan: Ivorian    CK: Avarua: Cook Islander           CL: Santiago: Chilean
CM: Yaoundé: Cameroonian              CN: Beijing: Chinese                CO: Bogotá: Colombian
CR: San José: Costa Rican             CU: Havana: Cuban                   CV: Praia: Cape Verdean, Cabo Verdean
CW: Willemstad: Curaçaoan             CX: Flying Fish Cove: Christmas Islander
CY: Nicosia: Cypriot                  CZ: Prague: Czech                   DE: Berlin: German
DJ: -: Djiboutian                     DK: Copenhagen: Danish, Dane        DM: Roseau: -
DO: Santo Domingo: Dominican          DZ: Algiers: Algerian               EC: Quito: Ecuadorian, Ecuadorean
EE: Tallinn: Estonian                 EG: Cairo: Egyptian                 EH: Laâyoune: Sahrawi
ER: Asmara: Eritrean                  ES: Madrid: Spanish, Spaniard       ET: Addis Ababa: Ethiopian
FI: Helsinki: Finnish, Finns          FJ: Suva: Fijian                    FK: Port Stanley, Stanley: Falkland Islander
FM: Palikir: Micronesian              FO: Tórshavn: Faroese               FR: Paris: French, Frenchman
GA: Libreville: Gabonese              GB: London: British, Briton         GD: St. George's: Grenadian
GE: Tbilisi: Georgian                 GF: Cayenne: French Guianese        GG: St Peter Port: -
GH: Accra: Ghanaian                   GI: -: Gibraltarian                 GL: Nuuk: Greenlander, Greenlandic
GM: Banjul: Gambian                   GN: Conakry: Guinean                GP: Basse-Terre: Guadeloupean
GQ: Malabo: Equatorial Guinean        GR: Athens: Greek                   GT: Guatemala City: Guatemalan
GU: Hagåtña: Guamanian, Chamorro      GW: Bissau: Bissau-Guinean          GY: Georgetown: Guyanese
HK: -: Hong Konger                    HN: Tegucigalpa: Honduran           HR: Zagreb: Croatian, Croat
HT: Port-au-Prince: Haitian           HU: Budapest: Hungarian             ID: Jakarta: Indonesian
IE: Dublin: Irish                     IL: Jerusalem, Tel Aviv: Israeli    IM: Douglas: Manx
IN: New Delhi: Indian                 IO: Diego Garcia: Chagossian        IQ: Baghdad: Iraqi
IR: Tehran: Iranian                   IS: Reykjavík: Icelandic, Icelander IT: Rome: Italian
JE: Saint Helier: -                   JM: Kingston: Jamaican              JO: Amman: Jordanian
JP: Tokyo: Japanese                   KE: Nairobi: Kenyan                 KG: Bishkek: Kyrgyz, Kyrgyzstani
KH: Phnom Penh: Cambodian             KI: Tarawa: I-Kiribati              KM: Moroni: Comorian
KN: Basseterre: Kittitian, Nevisian   KP: Pyongyang: North Korean         KR: Seoul: South Korean, Korean
KW: Kuwait City: Kuwaiti              KY: George Town: Caymanian          KZ: Astana: Kazakh, Kazakhstani
LA: Vientiane: Lao, Laotian           LB: Beirut: Lebanese                LC: Castries: Saint Lucian, St. Lucian
LI: Vaduz: Liechtensteiner            LK: Colombo: Sri Lankan             LR: Monrovia: Liberian
LS: Maseru: Basotho                   LT: Vilnius: Lithuanian             LU: Luxembourg: Luxembourger
LV: Riga: Latvian                     LY: Tripoli: Libyan                 MA: Rabat: Moroccan
MC: Monaco: Monegasque                MD: Chișinău: Moldovan              ME: Podgorica: Montenegrin
MG: Antananarivo: Malagasy            MH: Majuro: Marshallese             MK: Skopje: Macedonian, North Macedonian
ML: Bamako: Malian                    MM: Naypyidaw, Yangon: Burmese      MN: Ulaanbaatar: Mongolian
MO: -: Macanese                       MP: Saipan: -                       MQ: Fort-de-France: Martinican
MR: Nouakchott: Mauritanian           MS: Brades: Montserratian           MT: Valletta: Maltese
MU: Port Louis: Mauritian             MV: Malé: Maldivian                 MW: Lilongwe: Malawian
MX: Mexico City: Mexican              MY: Kuala Lumpur, Putrajaya: Malaysian
MZ: Maputo: Mozambican                NA: Windhoek: Namibian              NC: Nouméa: New Caledonian
NE: Niamey: Nigerien                  NF: -: Norfolk Islander             NG: Abuja: Nigerian
NI: Managua: Nicaraguan               NL: The Hague, Amsterdam: Dutch     NO: Oslo: Norwegian
NP: Kathmandu: Nepali, Nepalese       NR: Yaren: Nauruan                  NU: Alofi: Niuean
NZ: Wellington: New Zealander         OM: Muscat: Omani                   PA: Panama City: Panamanian
PE: Lima: Peruvian                    PF: Papeete: French Polynesian      PG: Port Moresby: Papua New Guinean
PH: Manila: Filipino, Philippine      PK: Islamabad: Pakistani            PL: Warsaw: Polish, Poles
PM: -: Saint-Pierrais                 PN: Adamstown: Pitcairn Islander    PR: San Juan: Puerto Rican
PS: Ramallah: Palestinian             PT: Lisbon: Portuguese              PW: Ngerulmud: Palauan
PY: Asunción: Paraguayan              QA: Doha: Qatari                    RE: -: Réunionnais
RO: Bucharest: Romanian               RS: Belgrade: Serbian, Serb         RU: Moscow: Russian
RW: Kigali: Rwandan                   SA: Riyadh: Saudi, Saudi Arabian    SB: Honiara: Solomon Islander
SC: Victoria: Seychellois             SD: Khartoum: Sudanese              SE: Stockholm: Swedish, Swede
SG: -: Singaporean                    SH: -: Saint Helenian               SI: Ljubljana: Slovenian, Slovene
SJ: Longyearbyen: -                   SK: Bratislava: Slovak, Slovakian   SL: Freetown: Sierra Leonean
SM: -: Sammarinese                    SN: Dakar: Senegalese               SO: Mogadishu: Somali
SR: Paramaribo: Surinamese            SS: Juba: South Sudanese            ST: São Tomé: Santomean
SV: San Salvador: Salvadoran          SX: Philipsburg: -                  SY: Damascus: Syrian
SZ: Mbabane, Lobamba: Swazi           TC: Cockburn Town: Turks and Caicos Islander
TD: N'Djamena: Chadian                TG: Lomé: Togolese                  TH: Bangkok: Thai
TJ: Dushanbe: Tajik, Tajikistani      TK: -: Tokelauan                    TL: Dili: Timorese, East Timorese
TM: Ashgabat: Turkmen                 TN: Tunis: Tunisian                 TO: Nuku'alofa: Tongan
TR: Ankara: Turkish, Turk             TT: Port of Spain: Trinidadian, Tobagonian
TV: Funafuti: Tuvaluan                TW: Taipei: Taiwanese               TZ: Dodoma, Dar es Salaam: Tanzanian
UA: Kyiv, Kiev: Ukrainian             UG: Kampala: Ugandan                US: Washington: American
UY: Montevideo: Uruguayan             UZ: Tashkent: Uzbek, Uzbekistani    VA: Vatican City: -
VC: Kingstown: Vincentian             VE: Caracas: Venezuelan             VG: Road Town: British Virgin Islander
VI: Charlotte Amalie: Virgin Islander VN: Hanoi: Vietnamese               VU: Port Vila: Ni-Vanuatu
WF: Mata-Utu: Wallisian, Futunan      WS: Apia: Samoan                    XK: Pristina: Kosovar, Kosovan
YE: Sanaa, Aden: Yemeni               YT: Mamoudzou: Mahoran              ZA: Pretoria, Cape Town: South African
ZM: Lusaka: Zambian                   ZW: Harare: Zimbabwean
"""

# Regions without people of their own, or without a name for them.
NOBODY = {"AQ", "BL", "BQ", "BV", "GS", "HM", "MF", "TF", "UM"}

# Names that need something near them, and why. The text in brackets is enough.
GUARDED = {
    "Georgia": ("a federal state of America", "Tbilisi"),
    "Jordan": ("a given name", "Amman"),
    "Chad": ("a given name", "N'Djamena"),
    "Jersey": ("the cloth, and New Jersey", "the Channel Islands"),
    "St. Martin": ("many places", "the Antilles"),
    "Saint Martin": ("many places", "the Antilles"),
    "St. John's": ("a city in Canada", "Antigua"),
    "St. George's": ("schools and hospitals", "Grenada"),
    "The Valley": ("a common noun", "Anguilla"),
    "Hamilton": ("persons, and a city in Canada", "Bermuda"),
    "Sucre": ("a general", "Bolivia"),
    "Nassau": ("a county of New York", "the Bahamas"),
    "Sofia": ("a given name", "Bulgaria"),
    "Santiago": ("many cities", "Chile"),
    "San José": ("many cities", "Costa Rica"),
    "Praia": ("a beach", "Cape Verde"),
    "Georgetown": ("a university", "Guyana"),
    "George Town": ("many cities", "the Cayman Islands"),
    "Kingston": ("many cities", "Jamaica"),
    "Douglas": ("a person", "the Isle of Man"),
    "Moroni": ("a prophet", "the Comoros"),
    "Basse-Terre": ("half of an island", "Guadeloupe"),
    "Cayenne": ("the pepper", "French Guiana"),
    "Stanley": ("a person", "the Falkland Islands"),
    "Alofi": ("a person", "Niue"),
    "Brades": ("a person", "Montserrat"),
    "San Juan": ("many cities", "Puerto Rico"),
    "Victoria": ("a queen, and many places", "the Seychelles"),
    "Wellington": ("a duke", "New Zealand"),
    "Aden": ("a person", "Yemen"),
    "Dane": ("a given name", "Denmark"),
    "Turk": ("an official of the United Nations", "Ankara"),
}

# (text, a state or body that it names or whose person it names, or None when it names none): each name that is something else too, both ways.
AMBIGUOUS = [
    ("Farmers met in Delhi, Ontario.", None),
    ("China Daily wrote of snow.", None),
    ("Sharon Stone's films were shown, and Abbas Kiarostami's.", None),
    ("She collects fine blue china and old silver.", None),
    ("China answered within a day.", "china"),
    ("CHINA: exports fell.", "china"),
    ("Inner Mongolia had snow.", None),
    ("Mongolia had snow.", "mongolia"),
    ("Two coffees to go, please.", None),
    ("Togo sent its answer.", "togo"),
    ("A tanker was stopped in the Gulf of Oman.", None),
    ("Oman offered to mediate.", "oman"),
    ("Panama hats are in fashion.", None),
    ("Panama raised its fees.", "panama"),
    ("They spent a week in Panama City Beach.", None),
    ("Talks went on in Panama City.", "panama"),
    ("The Isle of Man votes.", "isle-of-man"),
    ("The man voted.", None),
    ("Police in New Jersey made an arrest.", None),
    ("Jersey and Guernsey signed.", "jersey"),
    ("The striker wore a red jersey.", None),
    ("Queen Victoria was crowned.", None),
    ("In Victoria the Seychelles parliament met.", "seychelles"),
    ("New Mexico has a governor.", None),
    ("Mexico has a president.", "mexico"),
    ("The Duke of Wellington won.", None),
    ("New Zealand's cabinet met in Wellington.", "new-zealand"),
    ("She teaches at Georgetown.", None),
    ("Judges in Georgetown, Guyana, agreed.", "guyana"),
    ("The Kingston Trio sang.", None),
    ("Santiago Solari spoke.", None),
    ("Chile's senate in Santiago voted.", "chile"),
    ("The San Jose Sharks lost.", None),
    ("Costa Rica: the court in San José ruled.", "costa-rica"),
    ("San Juan County has a new sheriff.", None),
    ("Granada has a palace.", None),
    ("Grenada has a new ministry.", "grenada"),
    ("George Washington crossed the river.", None),
    ("He was born in Washington County.", None),
    ("A farmer in Moscow, Idaho, won.", None),
    ("Moscow said no.", "russia"),
    ("Paris Hilton opened a shop.", None),
    ("He moved to Paris, Texas.", None),
    ("Paris said no.", "france"),
    ("Students in Athens, Georgia, won.", None),
    ("Athens said no.", "greece"),
    ("A fire in London, Ontario, was put out.", None),
    ("London said no.", "uk"),
    ("Irving Berlin wrote songs.", None),
    ("Berlin said no.", "germany"),
    ("It breaks the Vienna Convention.", None),
    ("Vienna said no.", "austria"),
    ("The Geneva Conventions protect them.", None),
    ("The envoys went to Geneva.", "switzerland"),
    ("They like Brussels sprouts.", None),
    ("Brussels said no.", "belgium"),
    ("The Hague Convention applies.", None),
    ("The prisoner was flown to The Hague.", "netherlands"),
    ("They ratified the Rome Statute.", None),
    ("Rome said no.", "italy"),
    ("The Warsaw Pact ended.", None),
    ("Warsaw said no.", "poland"),
    ("The Dayton Accords ended the war.", None),
    ("The Oslo Accords failed.", None),
    ("Oslo said no.", "norway"),
    ("The Minsk agreements failed.", None),
    ("Minsk said no.", "belarus"),
    ("The Budapest Memorandum was broken.", None),
    ("The Camp David Accords hold.", None),
    ("They met at Camp David.", "usa"),
    ("The Istanbul Convention protects women.", None),
    ("The Montevideo Convention lists four criteria.", None),
    ("Kiev said no.", "ukraine"),
    ("Kyiv said no.", "ukraine"),
    ("Chicken Kiev was served.", None),
    ("Burma said no.", "myanmar"),
    ("Swaziland said no.", "eswatini"),
    ("Türkiye said no.", "turkey"),
    ("Turkiye said no.", "turkey"),
    ("Czechia said no.", "czechia"),
    ("The Czech Republic said no.", "czechia"),
    ("Cabo Verde said no.", "cabo-verde"),
    ("Cape Verde said no.", "cabo-verde"),
    ("Côte d'Ivoire said no.", "ivory-coast"),
    ("The Ivory Coast said no.", "ivory-coast"),
    ("Holland said no.", "netherlands"),
    ("Tom Holland said no.", None),
    ("The UK said no.", "uk"),
    ("The U.K. said no.", "uk"),
    ("The UAE said no.", "uae"),
    ("The U.A.E. said no.", "uae"),
    ("The DRC said no.", "drc"),
    ("The ROK said no.", "south-korea"),
    ("The DPRK said no.", "north-korea"),
    ("The PRC said no.", "china"),
    ("The Holy See said no.", "vatican"),
    ("The Vatican said no.", "vatican"),
    ("The Coptic Pope said no.", None),
    ("Gulf states recalled their envoys from Qatar.", "gulf-cooperation-council"),
    ("Gulf states such as Mississippi await the storm.", None),
    ("A nail polish was recalled.", None),
    ("Beijing tells US to stay away.", "usa"),
    ("Iran's answer to the U.S.", "usa"),
    ("They tell us all.", None),
    ("Lebanon, Pennsylvania, has a new mayor.", None),
    ("Lebanon has a new cabinet.", "lebanon"),
    ("Mali said no.", "mali"),
    ("Cuba Gooding won an award.", None),
    ("Cuba said no.", "cuba"),
    ("American Indian tribes sued.", None),
    ("A cyclone in the Indian Ocean", None),
    ("Indian officials sued.", "india"),
    ("Lake Chad shrinks.", None),
    ("South Georgia has penguins.", "south-georgia"),
    ("Mexican Americans voted.", None),
    ("The Iranian-American talks went on.", "iran"),
    ("Ancient Macedonia had kings.", None),
    ("North Macedonia has a president.", "north-macedonia"),
    ("Bosnian Serb leaders went on.", "republika-srpska"),
    ("Republika Srpska said no.", "republika-srpska"),
    ("Abkhazia said no.", "abkhazia"),
    ("South Ossetia said no.", "south-ossetia"),
    ("Transnistria said no.", "transnistria"),
    ("Northern Cyprus said no.", "northern-cyprus"),
    ("Cyprus said no.", "cyprus"),
    ("Kosovo said no.", "kosovo"),
    ("Taiwan said no.", "taiwan"),
    ("Somaliland said no.", "somaliland"),
    ("Puntland said no.", "puntland"),
    ("Somalia said no.", "somalia"),
    ("The Kurdistan Region said no.", "iraqi-kurdistan"),
    ("The State of Palestine said no.", "palestine"),
    ("East Palestine, Ohio, is clean.", None),
    ("The Polisario Front said no.", "polisario"),
    ("The Sahrawi Arab Democratic Republic said no.", "western-sahara"),
    ("The Islamic Emirate said no.", "taliban"),
    ("Hamas said no.", "hamas"),
    ("Hezbollah said no.", "hezbollah"),
    ("The Houthis said no.", "houthis"),
    ("The Syrian transitional government said no.", "syria"),
    ("Libya's Government of National Unity said no.", "libyan-unity-government"),
    ("The Government of National Unity in Tripoli said no.", "libyan-unity-government"),
    ("The government of national unity took office after the vote.", None),
    ("Khalifa Haftar said no.", "libyan-national-army"),
    ("The Libyan National Army said no.", "libyan-national-army"),
    ("The Rapid Support Forces said no.", "rapid-support-forces"),
    ("The Sudanese army said no.", "sudanese-army"),
    ("Myanmar's National Unity Government said no.", "myanmar-unity-government"),
    ("The Myanmar junta said no.", "myanmar-junta"),
    ("A national unity government was sworn in.", None),
    ("Brad Pitt was quoted by WHO knows whom.", None),
    ("The WHO and its chief Tedros said no.", "who"),
    ("NATO said no.", "nato"),
    ("Nato said no.", "nato"),
    ("A quad bike fell.", None),
    ("The Quad summit was put off.", "quad"),
    ("The E.U. said no.", "eu"),
    ("The African Union said no.", "african-union"),
    ("ECOWAS said no.", "ecowas"),
    ("The IMF said no.", "imf"),
    ("The OPCW said no.", "opcw"),
    ("The Visegrad Four said no.", "visegrad-group"),
    ("The Arab League said no.", "arab-league"),
    ("The Red Cross said no.", "red-cross"),
    ("The General Assembly of Virginia said no.", None),
    ("The ICC cricket board said no.", None),
    ("Judges of the ICC in The Hague, where the prosecutor sat", "international-criminal-court"),
    ("He lives on the south block in a blue house.", None),
    ("Nurses at St. Vincent's Hospital went on strike.", None),
    ("Turk told reporters that the law must change.", None),
    ("Patients left Queen Elizabeth Hospital.", None),
    ("Five eyes were on him.", None),
    ("Liz Cheney lost the vote.", None),
    ("Dick Cheney lost the vote.", "usa"),
    ("Solana and other tokens fell.", None),
    ("Hellas Verona drew.", None),
    ("Zelenskyy said no.", "ukraine"),
    ("Zelenskiy said no.", "ukraine"),
    ("Mottaqi said no.", "taliban"),
    ("Manouchehr Mottaki said no.", "iran"),
    ("Muttaqi said no.", "taliban"),
    ("Sergey Lavrov said no.", "russia"),
    ("Hemedti said no.", "rapid-support-forces"),
    ("Karim Khan played the sitar.", None),
    ("John Key fixed the roof.", None),
    ("La Regierung in Frankreich", "france"),
    ("МИД США", "usa"),
    ("переговоры в Германии", "germany"),
    ("посол Ирана", "iran"),
    ("визит в Україну", "ukraine"),
    ("того же дня они мали", None),
    ("وزير خارجية ألمانيا", "germany"),
    ("中美关系 美国总统", "usa"),
    ("インドア派のスタイルとタイトル", None),
    ("갈 수단이 없다", None),
    ("프랑스 대통령", "france"),
]

# States of some weight: the head of government or state and the foreign minister are in the pack of people.
WEIGHTY = """
    afghanistan:taliban algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus belgium brazil
    bulgaria:head canada chile china colombia croatia cuba cyprus czechia denmark drc ecuador egypt estonia ethiopia finland france
    georgia germany ghana greece hungary iceland india indonesia iran iraq ireland israel italy ivory-coast jamaica japan jordan
    kazakhstan kenya kosovo:head kuwait kyrgyzstan latvia lebanon lithuania luxembourg malaysia malta mexico moldova mongolia
    montenegro morocco myanmar:head nepal:head netherlands new-zealand nigeria north-korea north-macedonia norway oman pakistan
    palestine panama philippines poland portugal qatar romania russia rwanda saudi-arabia senegal:head serbia singapore slovakia
    slovenia south-africa south-korea spain sri-lanka sudan:head sweden switzerland syria taiwan tajikistan thailand tunisia turkey
    turkmenistan uae uk ukraine uruguay usa uzbekistan vatican venezuela vietnam yemen zambia zimbabwe
"""
