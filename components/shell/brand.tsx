import classes from "./brand.module.css";

export function Brand() {
  return (
    <span className={classes.brand}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <rect x="1" y="1" width="16" height="16" rx="5" className={classes.tile} />
        <path d="M5 9.4l2.6 2.6L13 6.4" strokeWidth="2" fill="none" className={classes.tick} />
      </svg>
      OTP Desk
    </span>
  );
}
