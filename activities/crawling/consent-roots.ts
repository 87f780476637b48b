/** Elements in which consent managers keep their banners, by the ids and classes that their vendors' scripts and themes give them. */
export const CONSENT_ROOTS = {
  ids: [
    // OneTrust, TrustArc, Cookiebot, Usercentrics
    ...['onetrust-consent-sdk', 'onetrust-banner-sdk', 'onetrust-pc-sdk', 'truste-consent-track', 'trustarc-banner-overlay', 'consent_blackbar'],
    ...['CybotCookiebotDialog', 'CybotCookiebotDialogBodyUnderlay', 'CookiebotWidget', 'usercentrics-root', 'usercentrics-cmp-ui'],
    // Didomi, Axeptio, tarteaucitron, Commanders Act, Sirdata
    ...['didomi-host', 'didomi-popup', 'didomi-notice', 'axeptio_overlay', 'axeptio_main_button', 'tarteaucitronRoot', 'tarteaucitron'],
    ...['privacy-overlay', 'popin_tc_privacy', 'footer_tc_privacy', 'tc-privacy-wrapper', 'sd-cmp'],
    // Quantcast, consentmanager, iubenda, Klaro, Civic, Ketch, Evidon
    ...['qc-cmp2-container', 'qcCmpUi', 'cmpbox', 'cmpbox2', 'cmpwrapper', 'iubenda-cs-banner', 'klaro', 'ccc', 'lanyard_root', '_evidon_banner'],
    // Of WordPress, Drupal, HubSpot, and the free scripts
    ...[
      'cmplz-cookiebanner-container',
      'cookie-law-info-bar',
      'BorlabsCookieBox',
      'sliding-popup',
      'hs-eu-cookie-confirmation',
      'cc-main',
      'cc--main',
    ],
  ],
  classes: [
    ...['onetrust-pc-dark-filter', 'optanon-alert-box-wrapper', 'truste_overlay', 'truste_box_overlay', 'didomi-popup-backdrop', 'axeptio_mount'],
    ...[
      'qc-cmp2-container',
      'qc-cmp-cleanslate',
      'fc-consent-root',
      'osano-cm-window',
      'cc-window',
      'cc-banner',
      'klaro',
      'eu-cookie-compliance-banner',
    ],
    ...['cmplz-cookiebanner', 'cky-consent-container', 'cky-overlay', 'cky-modal', 'cli-modal', 'cli-modal-backdrop', 'termly-styles-root'],
  ],
  /** Sourcepoint numbers its own. */
  idPrefix: 'sp_message_container',
} as const
